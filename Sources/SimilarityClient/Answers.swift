/// One thing of an answer: a card.
public struct SimilarItem: Sendable, Equatable, Decodable {
  /// The typed id.
  public let id: String
  /// The title or name, and who it is by; nil without a catalog that knows it.
  public var name: String?
  public var by: String?
  /// Orders one answer; not comparable between models or kinds.
  public let score: Double
  /// The share of random pairs that score less: comparable between models and kinds.
  public let percentile: Double
  /// The seed that did most for it.
  public var seed: String?

  /// Creates a card, for tests.
  public init(_ id: String, name: String? = nil, by: String? = nil, score: Double = 1, percentile: Double = 1) {
    (self.id, self.name, self.by, self.score, self.percentile) = (id, name, by, score, percentile)
  }
}

/// What an answer came from.
public struct AnswerStamp: Sendable, Equatable, Decodable {
  /// The version of the model.
  public let model: String
  /// The coordinate system of its scores.
  public var space: String?
  /// The variant of an experiment; nil outside one.
  public var variant: String?
  /// How much of what was asked went into the answer: 0 for all of it, up to 4.
  public var level: Int?
  /// What kept it from being all.
  public var levelReason: String?
  /// How many seconds ago the model was built.
  public var ageS: Int?

  /// Creates a stamp, for tests.
  public init(model: String = "fake", level: Int = 0) { (self.model, self.level) = (model, level) }
}

/// The answer of `POST /v1/similar`.
public struct SimilarAnswer: Sendable, Equatable, Decodable {
  /// Best first; no seed, no excluded item, and no recording twice.
  public let items: [SimilarItem]
  /// Why there are fewer than asked; nil when there are enough.
  public var shortfall: String?
  /// The seeds that the model lacks.
  public var unknownSeeds: [String]
  /// What it came from.
  public let answer: AnswerStamp

  /// Creates an answer, for tests.
  public init(_ items: [SimilarItem], unknownSeeds: [String] = [], answer: AnswerStamp = AnswerStamp()) {
    (self.items, self.unknownSeeds, self.answer) = (items, unknownSeeds, answer)
  }
}

/// The answer of `POST /v1/home`.
public struct HomeAnswer: Sendable, Equatable, Decodable {
  /// One shelf.
  public struct Shelf: Sendable, Equatable, Decodable {
    /// The name it was asked under.
    public let name: String
    /// Best first.
    public let items: [SimilarItem]
    /// Why there are fewer than asked.
    public var shortfall: String?

    /// Creates a shelf, for tests.
    public init(name: String, items: [SimilarItem], shortfall: String? = nil) {
      (self.name, self.items, self.shortfall) = (name, items, shortfall)
    }
  }

  /// The shelves as they were asked.
  public let shelves: [Shelf]
  /// What they came from.
  public let answer: AnswerStamp

  /// Creates a page, for tests.
  public init(_ shelves: [Shelf], answer: AnswerStamp = AnswerStamp()) {
    (self.shelves, self.answer) = (shelves, answer)
  }
}

/// The answer of `POST /v1/listener`.
public struct ListenerAnswer: Sendable, Equatable, Decodable {
  /// One of the things a taste is made of.
  public struct Facet: Sendable, Equatable, Decodable {
    /// The play in the middle of it.
    public let medoid: String
    /// Its share of the plays.
    public let weight: Double
    /// Its own vector.
    public let listener: ListenerVector
  }

  /// The taste as one vector.
  public let listener: ListenerVector
  /// The things it is made of, the weightiest first.
  public let facets: [Facet]
  /// Plays that the model lacks.
  public let unknownSeeds: [String]
}
