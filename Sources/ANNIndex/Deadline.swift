#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A moment after which nobody waits for an answer, by the system's monotonic clock.
///
/// One number, because searches look at it in their inner loop: the standard library's instants are called out of line.
public struct Deadline: Sendable, Equatable, Comparable {
  /// Nanoseconds of the monotonic clock.
  private let nanoseconds: UInt64

  /// No deadline: a moment that does not come.
  public static let never = Deadline(nanoseconds: .max)

  private init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// So long from now; a negative duration is in the past.
  public init(after duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let distance =
      overflow
      ? (seconds < 0 ? .min : .max)
      : whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        .partialValue
    let now = Self.nanosecondsNow()
    if distance < 0 {
      nanoseconds = now - min(now, distance.magnitude)
    } else {
      let (later, overflow) = now.addingReportingOverflow(UInt64(distance))
      nanoseconds = overflow ? .max : later
    }
  }

  /// Whether the moment is over.
  public var hasPassed: Bool { nanoseconds != .max && Self.nanosecondsNow() >= nanoseconds }

  public static func < (left: Deadline, right: Deadline) -> Bool { left.nanoseconds < right.nanoseconds }

  private static func nanosecondsNow() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
