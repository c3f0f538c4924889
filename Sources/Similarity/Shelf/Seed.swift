import Embeddings
import Foundation

/// One of the things an answer should be similar to, and how much it counts.
public struct Seed: Sendable, Equatable {
  /// What a listener did, of which a seed tells.
  public enum Signal: String, Sendable, Codable, CaseIterable {
    case played, followed, hearted

    /// How much it counts beside having been played: what is done less often says more.
    public var weight: Double {
      switch self {
      case .played: 1
      case .followed: 1.5
      case .hearted: 2
      }
    }
  }

  /// The item.
  public var id: ItemID
  /// How much it counts beside the others, over 0.
  public var weight: Double
  /// How many days ago it was, at least 0: what is ``ShelfQuery/halfLife`` days old counts half.
  public var age: Double
  /// What was done.
  public var signal: Signal
  /// Whether the answer should rather be unlike it: a skip, something hidden.
  public var isNegative: Bool

  /// Creates a seed.
  public init(
    _ id: ItemID, weight: Double = 1, age: Double = 0, signal: Signal = .played, isNegative: Bool = false
  ) {
    precondition(weight > 0 && weight.isFinite, "a seed that does not count is none")
    precondition(age >= 0 && age.isFinite, "nobody has heard anything in the future")
    self.id = id
    self.weight = weight
    self.age = age
    self.signal = signal
    self.isNegative = isNegative
  }

  /// What it counts after so many days, by a half-life in days.
  func weight(halfLife: Double) -> Float { Float(weight * signal.weight * exp2(-age / halfLife)) }
}

/// How the scores of an item against several seeds become one.
public enum SeedCombination: String, Sendable, Codable, CaseIterable {
  /// The soft maximum (`SeedPooling`): what is very near to some of the seeds comes before what is a little near to all.
  case pooled
  /// The cosine with the weighted mean of the seeds.
  case blend
  /// The cosine with the nearest seed, whatever the weights.
  case nearest
  /// The weighted sum of the cosines with all seeds.
  case sum
}
