/// One rung of the ladder that a trial climbs: how much training it gets there.
public struct Rung: Sendable, Equatable {
  /// The share of the trial's epochs, over 0 and at most 1.
  public let epochShare: Double
  /// Whether a sample of the playlists is trained on instead of all.
  public let isSampled: Bool

  /// The ladder: each rung trains three times as long as the one below, the last one in full.
  ///
  /// - Parameters:
  ///   - count: How many rungs there are, at least 1.
  ///   - isSampledThroughout: Whether the last rung, too, trains on the sample.
  public static func ladder(count: Int = 3, isSampledThroughout: Bool = false) -> [Rung] {
    precondition(count >= 1, "a ladder has a rung")
    var rungs = [Rung(epochShare: 1, isSampled: isSampledThroughout)]
    while rungs.count < count {
      rungs.append(
        Rung(epochShare: rungs[rungs.count - 1].epochShare / Double(SuccessiveHalving.reduction), isSampled: true))
    }
    return rungs.reversed()
  }

  /// The parameters with the epochs that this rung grants: the learning rate falls to nothing within them.
  func shortened(_ parameters: TrainingParameters) -> TrainingParameters {
    var parameters = parameters
    parameters.epochs = max(1, Int((Double(parameters.epochs) * epochShare).rounded()))
    return parameters
  }
}
