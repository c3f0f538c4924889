/// How far a training has come.
public struct TrainingProgress: Sendable, Equatable {
  /// The epoch that runs, `1...epochs`.
  public let epoch: Int
  /// How many epochs there will be.
  public let epochs: Int
  /// The share of the work that is done, in 0...1; exactly 1 in the last report and only there.
  public let fractionDone: Double
  /// Corpus occurrences trained a second, since the start.
  public let occurrencesPerSecond: Double
  /// The loss of the running epoch so far: mean over weighted positive pairs, their negatives included, in nats.
  ///
  /// It starts at (1 + negatives) ln 2 and is measured on a sample of the chunks.
  public let loss: Double
  /// The last measurement on held-out playlists, if there is one.
  public let validation: EpochValidation?
  /// Seconds since the start.
  public let elapsedSeconds: Double
  /// Seconds that are left at this speed.
  public let remainingSeconds: Double
}
