#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the scores of one candidate against several seeds become one score.
public enum SeedPooling: String, Sendable, CaseIterable {
  /// The soft maximum `ln(mean of exp(b s)) / b`, between the mean of the scores and their maximum: a candidate that
  /// belongs to a few of the seeds counts for more than one that is vaguely near to all of them.
  case softMaximum = "soft-maximum"
  /// The mean: one question for all seeds, and so as many times cheaper as there are seeds.
  case mean

  /// The sharpness b of the soft maximum.
  ///
  /// Between 4 and 6 made no difference that could be measured; 16, and the maximum itself, were worse than the mean.
  public static let sharpness: Float = 5

  /// The pooled score of a candidate: a cosine like each of its scores, of which there is at least one.
  public func pool(_ scores: some Collection<Float>) -> Float {
    precondition(!scores.isEmpty, "there is a score to pool")
    if scores.count == 1, let only = scores.first { return only }
    switch self {
    case .softMaximum:
      let sum = scores.reduce(0) { $0 + exp(Self.sharpness * $1) }
      return log(sum / Float(scores.count)) / Self.sharpness
    case .mean:
      return scores.reduce(0, +) / Float(scores.count)
    }
  }
}
