/// What a trial scored on the validation playlists after the training of one rung.
public struct TrialMeasurement: Sendable, Equatable {
  /// All metrics, means over the playlists.
  public let metrics: ContinuationMetrics
  /// The metric that the search goes by, for each playlist; the same playlists in the same order for every trial.
  public let values: [Double]
  /// Wall-clock seconds of the training.
  public let trainingSeconds: Double
  /// Wall-clock seconds of asking the validation playlists.
  public let evaluationSeconds: Double

  /// Creates a measurement from its parts; there is at least one playlist.
  public init(metrics: ContinuationMetrics, values: [Double], trainingSeconds: Double, evaluationSeconds: Double) {
    precondition(!values.isEmpty, "a measurement has playlists")
    self.metrics = metrics
    self.values = values
    self.trainingSeconds = trainingSeconds
    self.evaluationSeconds = evaluationSeconds
  }

  /// The mean of the metric, and its standard error: how far it would move with other playlists.
  public var score: Estimate { Estimate(meanOf: values) }

  /// How much higher this one scores than another on the same playlists.
  ///
  /// Playlists that are hard for one are hard for both, so this error is smaller than that of either score.
  public func lead(over other: TrialMeasurement) -> Estimate {
    precondition(values.count == other.values.count, "both were measured on the same playlists")
    return Estimate(meanOf: zip(values, other.values).map { $0 - $1 })
  }
}
