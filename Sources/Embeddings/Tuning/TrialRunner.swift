/// What trains and measures the trials of a ``Tuner``.
public protocol TrialRunner {
  /// How much work a run would be, in units of the runner's own that grow with its seconds.
  func work(of parameters: TrainingParameters, isSampled: Bool) -> TrialWork

  /// Trains with some parameters and measures the result.
  ///
  /// - Parameters:
  ///   - parameters: What to train with.
  ///   - isSampled: Whether to train on the sample instead of all playlists.
  ///   - progress: Told the share of the training that is done, a few times a second.
  ///   - shouldStop: Asked a few times a second whether to give up.
  /// - Throws: `CancellationError` after `shouldStop` has said yes, anything else when this trial cannot be trained.
  func run(
    _ parameters: TrainingParameters, isSampled: Bool, progress: (Double) -> Void, shouldStop: () -> Bool
  ) throws -> TrialMeasurement
}

/// How much work a trial's run is: the parts whose seconds grow apart from each other.
public struct TrialWork: Sendable, Equatable {
  /// Of the training.
  public let training: Double
  /// Of the evaluation.
  public let evaluation: Double

  /// Creates an amount of work from its parts.
  public init(training: Double, evaluation: Double) {
    self.training = training
    self.evaluation = evaluation
  }
}
