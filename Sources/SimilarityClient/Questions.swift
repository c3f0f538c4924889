/// The kind of a thing.
public enum ItemKind: String, Sendable, Codable, CaseIterable {
  case track, album, artist, playlist
}

/// What it means for things to be similar.
public enum Relation: String, Sendable, Codable, CaseIterable {
  /// They play the same role.
  case alike
  /// They appear together, which is what continuing a playlist means.
  case together
  /// Whichever of both finds more for these kinds, by measurement.
  case best
}

/// One thing that an answer is to be similar to, by its typed id: `track:ID`, `album:ID`, `artist:ID`, `playlist:ID`.
public struct Seed: Sendable, Equatable, Encodable, ExpressibleByStringLiteral {
  /// What became of a seed before it was one.
  public enum Signal: String, Sendable, Encodable {
    case played, followed, hearted
  }

  /// The typed id.
  public var id: String
  /// How much it counts; 1 unless set.
  public var weight: Double?
  /// How long ago, in days.
  public var ageDays: Double?
  /// What the listener did with it.
  public var signal: Signal?
  /// Whether the answer is to be rather unlike it.
  public var negative: Bool?

  /// Creates a seed.
  public init(_ id: String, weight: Double? = nil, ageDays: Double? = nil, signal: Signal? = nil) {
    (self.id, self.weight, self.ageDays, self.signal) = (id, weight, ageDays, signal)
  }

  public init(stringLiteral id: String) { self.init(id) }
}

/// A listener's taste, as ``SimilarityService/listener(_:patience:)`` gives it: to be kept as it is.
public struct ListenerVector: Sendable, Equatable, Codable {
  /// The coordinate system of the numbers.
  public let space: String
  /// How alike the plays are, 0 to 1.
  public let coherence: Double?
  /// The means of both vectors of what was played.
  public let input: [Float]
  public let context: [Float]
}

/// The body of `POST /v1/similar`; what is not set is as the service has it.
public struct SimilarQuestion: Sendable, Equatable, Encodable {
  /// What the answer is to be similar to.
  public var seeds: [Seed]?
  /// A taste that counts as one more seed.
  public var listener: ListenerVector?
  /// The kind of thing wanted.
  public var to: ItemKind
  /// How many are wanted.
  public var count: Int?
  public var relation: Relation?
  /// Ids that must not be in the answer.
  public var exclude: [String]?
  /// Labels of the catalog that everything must have.
  public var labels: [String]?
  /// At most so many by one main artist, and from one album.
  public var perArtist: Int?
  public var perAlbum: Int?
  /// How much the items should differ from each other, 0 to 1.
  public var variety: Double?
  /// The popular last or first, -1 to 1.
  public var popularity: Double?
  /// Leaves out what occurs less often in the playlists.
  public var minSupport: Int?
  /// Leaves out what scores less than this share of random pairs, 0 to 1.
  public var minPercentile: Double?
  /// Shuffles items of nearly the same score, the same way for the same number.
  public var variation: Int?
  /// Whether every item says what the playlists have to do with it.
  public var because: Bool?
  /// The lowest level of an answer that is worth having, 0 to 4.
  public var acceptLevel: Int?
  /// Who is asked for, opaque: decides the variant of an experiment.
  public var subject: String?

  /// Asks for things that are similar to seeds.
  public init(_ seeds: [Seed], to: ItemKind = .track, count: Int? = nil, relation: Relation? = nil) {
    (self.seeds, self.to, self.count, self.relation) = (seeds, to, count, relation)
  }

  /// Asks for things that are similar to a listener's taste.
  public init(_ listener: ListenerVector, to: ItemKind = .track, count: Int? = nil, relation: Relation? = nil) {
    (self.listener, self.to, self.count, self.relation) = (listener, to, count, relation)
  }
}

/// The body of `POST /v1/home`.
public struct HomeQuestion: Sendable, Equatable {
  /// The shelves, the first with the first choice. `subject` of their questions is not used: the page has one.
  public var shelves: [(name: String, question: SimilarQuestion)]
  /// Who is asked for, opaque: decides the variant of an experiment.
  public var subject: String?

  /// Asks for a page.
  public init(_ shelves: [(name: String, question: SimilarQuestion)], subject: String? = nil) {
    (self.shelves, self.subject) = (shelves, subject)
  }

  public static func == (one: HomeQuestion, other: HomeQuestion) -> Bool {
    one.subject == other.subject && one.shelves.elementsEqual(other.shelves) { $0 == $1 }
  }
}

extension HomeQuestion: Encodable {
  private enum Key: String, CodingKey { case shelves, subject, name }

  public func encode(to encoder: any Encoder) throws {
    var page = encoder.container(keyedBy: Key.self)
    try page.encodeIfPresent(subject, forKey: .subject)
    var list = page.nestedUnkeyedContainer(forKey: .shelves)
    for (name, var question) in shelves {
      question.subject = nil
      let shelf = list.superEncoder()
      try question.encode(to: shelf)
      var fields = shelf.container(keyedBy: Key.self)
      try fields.encode(name, forKey: .name)
    }
  }
}
