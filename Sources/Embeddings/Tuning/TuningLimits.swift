/// When a search ends, whichever comes first.
public struct TuningLimits: Sendable, Equatable {
  /// Seconds; nil for no limit. A training that is still running then is given up.
  public var seconds: Double?
  /// How many trials are begun at most; nil for no limit.
  public var trials: Int?

  /// Creates limits; at least one of them is needed for a search of a large space to end.
  public init(seconds: Double? = nil, trials: Int? = nil) {
    precondition(seconds ?? 1 > 0 && trials ?? 1 >= 1, "limits are over 0")
    self.seconds = seconds
    self.trials = trials
  }
}
