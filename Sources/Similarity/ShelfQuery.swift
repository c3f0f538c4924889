import Embeddings

/// One question: "a bunch of songs" (or albums, artists, playlists) in, similar items of one kind out.
public struct ShelfQuery: Sendable, Equatable {
  /// What the answer should be similar to; unknown ids are skipped and named in the answer.
  public var seeds: [ItemID]
  /// The kind of item wanted.
  public var to: ItemKind
  /// How many cards are wanted, at least 1.
  public var count: Int
  /// What "similar" means: plays the same role, or appears together.
  public var relation: Relation
  /// Items that must not be in the answer, besides the seeds themselves.
  public var exclude: [ItemID]
  /// Whether to compare with every item instead of walking the graph.
  public var isExact: Bool

  /// Creates a question.
  public init(
    seeds: [ItemID], to: ItemKind = .track, count: Int = 10, relation: Relation = .alike, exclude: [ItemID] = [],
    isExact: Bool = false
  ) {
    precondition(count >= 1, "a shelf has at least one card")
    self.seeds = seeds
    self.to = to
    self.count = count
    self.relation = relation
    self.exclude = exclude
    self.isExact = isExact
  }
}
