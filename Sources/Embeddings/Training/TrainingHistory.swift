/// How a training has gone and where it stands: all of a ``TrainingState`` that is no table.
public struct TrainingHistory: Sendable, Equatable, Codable {
  /// The loss of every finished epoch: mean over weighted positive pairs, their negatives included, in nats.
  public internal(set) var losses: [Double] = []
  /// What was measured on held-out playlists, in the order of epochs.
  public internal(set) var validations: [EpochValidation] = []
  /// Units of the running epoch's plan that are done.
  public internal(set) var unitsDone = 0
  /// The loss summed over the chunks of the running epoch that were measured.
  public internal(set) var runningLoss = 0.0
  /// The weight of the pairs of those chunks.
  public internal(set) var runningWeight = 0.0
  /// Corpus occurrences trained so far, over all epochs.
  public internal(set) var occurrences = 0
  /// Positive pairs trained so far.
  public internal(set) var positivePairs = 0
  /// Scores computed so far, of positives and of negatives; see ``TrainingSummary/flops``.
  public internal(set) var scores = 0
  /// Wall-clock seconds trained so far, over all runs.
  public internal(set) var seconds = 0.0

  /// A training that has not begun.
  public init() {}

  /// How many epochs are finished.
  public var epochsDone: Int { losses.count }
}
