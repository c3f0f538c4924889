import Embeddings
import Foundation

/// One item of an answer.
public struct Card: Sendable, Equatable {
  /// The item.
  public let id: ItemID
  /// Its title or name, or nil when the model has no catalog that knows it.
  public let name: String?
  /// Who it is by, for tracks and albums with a catalog.
  public let by: String?
  /// How near the item is to the seeds: a cosine, -1 to 1, unless the question sums or subtracts; of tracks wanted together with
  /// tracks the shared playlists add to it. 0 where nothing was compared (``AnswerLevel/popular``), and so the percentile.
  public let score: Float
  /// The share of random pairs of a seed and an item that score less, in `0...1`: it means the same in another model.
  public let percentile: Double
  /// The seed that did most for it; nil where the listener's vector did.
  public let seed: ItemID?
  /// What training playlists say of it and that seed, where the question wants it and the model has a sample of them.
  public let because: Evidence?
  /// The variant of an experiment that brought it; nil outside experiments.
  public internal(set) var variant: String?

  /// Creates a card.
  public init(
    id: ItemID, name: String?, by: String?, score: Float, percentile: Double, seed: ItemID?, because: Evidence? = nil
  ) {
    self.id = id
    self.name = name
    self.by = by
    self.score = score
    self.percentile = percentile
    self.seed = seed
    self.because = because
  }
}

/// What became of one seed.
public struct SeedStatus: Sendable, Equatable {
  /// Whether a seed could be used.
  public enum Status: String, Sendable, Codable {
    case known, unknown
    /// The model lacks it, and its album or artist was asked in its place.
    case backedOff = "backed_off"
    /// It has been taken down.
    case denied
  }

  /// The seed as it was asked.
  public let id: ItemID
  /// Whether the model knows it.
  public let status: Status
  /// What was asked in its place, where it was backed off.
  public let standIn: ItemID?

  init(id: ItemID, status: Status, standIn: ItemID? = nil) {
    self.id = id
    self.status = status
    self.standIn = standIn
  }

  /// What the question is asked with; nil for nothing.
  var used: ItemID? { status == .known ? id : standIn }
}

/// How much of what a question asked for went into its answer: the rungs of a ladder, of which a caller may refuse the lower
/// (``ShelfQuery/accept``). Where several apply the lowest counts.
public enum AnswerLevel: Int, Sendable, Codable, CaseIterable, Comparable {
  /// All of it.
  case full = 0
  /// The time was up before the search had looked as far as it was asked to.
  case reducedEffort = 1
  /// The model that should answer could not be loaded; an earlier one did.
  case previousModel = 2
  /// The model has none of the seeds; their albums or artists were asked in their place.
  case backedOff = 3
  /// Nothing is known of the seeds: what occurs most in the playlists.
  case popular = 4

  public static func < (left: AnswerLevel, right: AnswerLevel) -> Bool { left.rawValue < right.rawValue }
}

/// Which model gave an answer: enough to ask the same question again.
public struct AnswerStamp: Sendable, Equatable {
  /// Names this answer: the same for the same cards from the same model.
  public internal(set) var id: String
  /// The model's version; of an interleaved answer that of the first variant.
  public let model: String
  /// The label it was chosen by, `current` unless another was followed; nil for a version that was named.
  public let label: String?
  /// When the model was built; nil for a version with another name than versions have.
  public let built: Date?
  /// The variant of an experiment that answered; nil outside experiments.
  public internal(set) var variant: String?
  /// The coordinate system its vectors live in.
  public let space: String
  /// The date of the latest playlist it was trained on, when the corpus has dates.
  public let corpusUntil: String?
  /// How near was measured.
  public let relation: Relation
  /// How much of what was asked went into the answer, and what kept it from being all.
  public internal(set) var level: AnswerLevel
  public internal(set) var reason: String?

  /// How many seconds ago the model was built.
  public var age: TimeInterval? { built.map { max(0, Date().timeIntervalSince($0)) } }
}

/// Cards in order, best first, with what became of the seeds.
///
/// No card is a seed or excluded, and no two cards are the same recording or editions of the same playlist: the release that
/// scores best stands for all. Equal scores are ordered by the items' ordinals, so the same question to the same model gives the
/// same answer.
public struct ShelfAnswer: Sendable, Equatable {
  /// The cards, by falling score; fewer than asked only when no more are eligible or no seed is known.
  public internal(set) var cards: [Card]
  /// One entry for each seed, in the order asked.
  public let seeds: [SeedStatus]
  /// The model behind the answer.
  public internal(set) var stamp: AnswerStamp

  /// Whether the time was up before the search had looked as far as it was asked to; the level may be a lower one for another
  /// reason besides.
  public let isCut: Bool

  /// How many items of the kind have the labels and the support that the question wants: seeds, excluded ones and other releases
  /// among them.
  public let eligible: Int

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
    /// Every eligible item is in the answer: those left are seeds, excluded, other releases, or beyond a cap.
    case noMoreItems = "no_more_items"
    /// Those left score less than the wanted share of random pairs.
    case belowPercentile = "below_percentile"
    /// The time was up.
    case deadline
    /// The answer would have been of a lower level than the question accepts.
    case levelNotAccepted = "level_not_accepted"
  }
}

extension ShelfAnswer {
  /// The same answer as a variant's.
  func attributed(to variant: String) -> ShelfAnswer {
    var answer = self
    answer.stamp.variant = variant
    for index in answer.cards.indices { answer.cards[index].variant = variant }
    return answer
  }
}

extension AnswerStamp {
  /// The stamp of an answer that is made of two.
  func interleaved(with other: AnswerStamp, cards: [Card], level: AnswerStamp) -> AnswerStamp {
    var stamp = self
    stamp.variant = [variant, other.variant].compactMap { $0 }.joined(separator: "+")
    stamp.id = Self.id(of: cards, from: [model, other.model, relation.rawValue, "\(level.level.rawValue)"])
    (stamp.level, stamp.reason) = (level.level, level.reason)
    return stamp
  }

  /// The id of an answer: the first digits of a digest of where it comes from and what it holds.
  static func id(of cards: [Card], from origin: [String]) -> String {
    let content = (origin + cards.map { "\($0.id) \($0.variant ?? "")" }).joined(separator: "\n")
    return String(Checksum.ofBytes(Array(content.utf8)).prefix(16))
  }
}
