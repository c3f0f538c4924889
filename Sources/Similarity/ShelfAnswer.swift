import Embeddings

/// One item of an answer.
public struct Card: Sendable, Equatable {
  /// The item.
  public let id: ItemID
  /// Its title or name, or nil when the model has no catalog that knows it.
  public let name: String?
  /// Who it is by, for tracks and albums with a catalog.
  public let by: String?
  /// The cosine between the question's vector and the item's, -1 to 1.
  public let score: Float

  /// Creates a card.
  public init(id: ItemID, name: String?, by: String?, score: Float) {
    self.id = id
    self.name = name
    self.by = by
    self.score = score
  }
}

/// What became of one seed.
public struct SeedStatus: Sendable, Equatable {
  /// Whether the model could use a seed.
  public enum Status: String, Sendable, Codable { case known, unknown }

  /// The seed as it was asked.
  public let id: ItemID
  /// Whether the model knows it.
  public let status: Status
}

/// Which model gave an answer: enough to ask the same question again.
public struct AnswerStamp: Sendable, Equatable {
  /// The model's version.
  public let model: String
  /// The coordinate system its vectors live in.
  public let space: String
}

/// Cards in order, best first, with what became of the seeds.
///
/// No card is a seed or excluded, and no two cards are the same recording or editions of the same playlist. Equal
/// scores are ordered by the items' ordinals, so the same question to the same model gives the same answer.
public struct ShelfAnswer: Sendable, Equatable {
  /// The cards, by falling score; fewer than asked only when no more are eligible or no seed is known.
  public let cards: [Card]
  /// One entry for each seed, in the order asked.
  public let seeds: [SeedStatus]
  /// The model behind the answer.
  public let stamp: AnswerStamp

  /// Why there are fewer cards than asked, or nil when there are enough.
  public let shortfall: Shortfall?

  /// The reasons for a short answer.
  public enum Shortfall: String, Sendable, Codable {
    /// None of the seeds has a vector in this model.
    case noKnownSeed = "no_known_seed"
    /// The known seeds' vectors are zero or cancel out, so that nothing is nearer than anything else.
    case noDirection = "no_direction"
    /// The model has no items of the wanted kind: it was trained without a catalog that names them.
    case noItemsOfKind = "no_items_of_kind"
    /// Every eligible item is in the answer.
    case noMoreItems = "no_more_items"
  }
}
