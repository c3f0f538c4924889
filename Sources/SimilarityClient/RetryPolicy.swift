/// When a request is sent again: after what passes, as often as it may help, and never beyond the caller's patience.
///
/// The service says with `Retry-After` when it wants to be asked again, and is not asked before. Where it says nothing the pause
/// doubles from attempt to attempt, with jitter, so that callers who failed together do not come back together.
public struct RetryPolicy: Sendable, Equatable {
  /// How often a request is sent at most, 1 and more.
  public var attempts: Int
  /// The pause after the first attempt, unless the service names one.
  public var firstPause: Duration

  /// Creates a policy.
  public init(attempts: Int = 3, firstPause: Duration = .milliseconds(50)) {
    precondition(attempts >= 1, "a request is sent once at least")
    (self.attempts, self.firstPause) = (attempts, firstPause)
  }

  /// How long to wait before the next attempt; nil when there should be none.
  ///
  /// - Parameters:
  ///   - attempt: the number of the attempt that failed, from 1.
  ///   - retryAfter: what the service asked for.
  ///   - left: what is left of the caller's patience.
  ///   - jitter: 0 to 1.
  func pause(after attempt: Int, retryAfter: Duration?, left: Duration, jitter: Double) -> Duration? {
    guard attempt < attempts else { return nil }
    let pause = retryAfter ?? firstPause * (Double(1 << min(attempt - 1, 16)) * (0.5 + jitter))
    return pause < left ? pause : nil
  }
}
