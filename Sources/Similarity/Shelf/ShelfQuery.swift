import Embeddings

/// One question: "a bunch of songs" (or albums, artists, playlists) in, similar items of one kind out.
public struct ShelfQuery: Sendable, Equatable {
  /// How hard to look for the nearest items.
  public enum Effort: Sendable, Equatable {
    /// As the model's indexes do by themselves.
    case standard
    /// As hard as it takes to find this share of the true nearest items, over 0 and up to 1.
    case recall(Double)
    /// Compare with every item.
    case exact
  }

  /// What the answer should be similar to; unknown ids are skipped and named in the answer.
  public var seeds: [Seed]
  /// A listener's taste, which counts as one more seed; its space is the model's (``SimilarityEngine/accepts(_:)``).
  public var listener: ListenerVector?
  /// The kind of item wanted.
  public var to: ItemKind
  /// How many cards are wanted, at least 1.
  public var count: Int
  /// What "similar" means: plays the same role, appears together, or whichever is better.
  public var relation: RelationChoice
  /// How the scores against several seeds become one.
  public var combination: SeedCombination = .pooled
  /// Days after which a seed counts half, over 0.
  public var halfLife: Double = 30
  /// Items that must not be in the answer, besides the seeds themselves.
  public var exclude: [ItemID]
  /// Labels of the catalog that every card must have: the market it is for, a mood. See `LabelFilters`.
  public var labels: [String] = []
  /// How many cards may be by one main artist, at least 1; nil means any number. For tracks and albums.
  public var perArtist: Int?
  /// How many cards may be from one album, at least 1; nil means any number. For tracks.
  public var perAlbum: Int?
  /// How much the cards should differ from each other, in `0...1`: 0 only looks at the seeds, 1 only at the other cards
  /// (maximal marginal relevance; Carbonell and Goldstein, 1998).
  public var variety: Float = 0
  /// Whether the popular should come first or last, in `-1...1`: 0 does not look at it.
  public var popularity: Float = 0
  /// How often an item's tracks must occur in the corpus; for a playlist, how many tracks it must have.
  public var minimumSupport = 0
  /// The share of random pairs that a card's score must beat, in `0...1`: it means the same after a retrain, as a cosine does
  /// not.
  public var minimumPercentile: Double?
  /// Shuffles cards of nearly the same score, the same way for the same number; nil does not.
  public var variation: UInt64?
  /// The lowest level of an answer that is worth having; an answer of a lower one has no cards.
  public var accept: AnswerLevel = .backedOff
  /// Whether every card should say what training playlists have to do with it.
  public var wantsEvidence = false
  /// How hard to look.
  public var effort: Effort

  /// Creates a question.
  public init(
    seeds: [Seed], to: ItemKind = .track, count: Int = 10, relation: RelationChoice = .alike, exclude: [ItemID] = [],
    effort: Effort = .standard
  ) {
    precondition(count >= 1, "a shelf has at least one card")
    self.seeds = seeds
    self.to = to
    self.count = count
    self.relation = relation
    self.exclude = exclude
    self.effort = effort
  }

  /// Creates a question whose seeds all count the same.
  public init(
    seeds: [ItemID], to: ItemKind = .track, count: Int = 10, relation: RelationChoice = .alike, exclude: [ItemID] = [],
    effort: Effort = .standard
  ) {
    self.init(
      seeds: seeds.map { Seed($0) }, to: to, count: count, relation: relation, exclude: exclude, effort: effort)
  }

  /// The relation that is asked.
  var measure: Relation { relation.relation(from: seeds.map(\.id.kind), to: to) }

  /// Whether a card's score hangs on the playlists that it shares with the seeds (``Companions``).
  var looksAtCompanions: Bool {
    measure == .together && to == .track && seeds.contains { $0.id.kind == .track }
  }

  /// Whether cards are ordered by more than their scores.
  var isReordered: Bool { variety > 0 || popularity != 0 || variation != nil }
}
