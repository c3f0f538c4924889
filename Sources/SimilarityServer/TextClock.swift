import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The time as text. A second is written once, however often it is asked for: writing one looks for the time zone's file.
///
/// Safe to use from any number of threads.
final class TextClock: Sendable {
  /// With the offset of the local time zone, `2026-11-25T10:00:00+0100`: lines of a log that people read.
  static let local = TextClock(isLocal: true)
  /// In UTC to the millisecond, `2026-11-25T09:00:00.000Z`: lines of a log that programs read.
  static let utc = TextClock(isLocal: false)

  private let isLocal: Bool
  private let last = Mutex<(second: time_t, text: String)>((.min, ""))

  private init(isLocal: Bool) { self.isLocal = isLocal }

  /// The time as it is now.
  var now: String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return text(now)
  }

  func text(_ time: timespec) -> String {
    let seconds = last.withLock { last in
      if last.second != time.tv_sec { last = (time.tv_sec, text(ofSecond: time.tv_sec)) }
      return last.text
    }
    if isLocal { return seconds }
    let milliseconds = String(time.tv_nsec / 1_000_000)
    return seconds + "." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds + "Z"
  }

  private func text(ofSecond second: time_t) -> String {
    var second = second
    var parts = tm()
    if isLocal { localtime_r(&second, &parts) } else { gmtime_r(&second, &parts) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      let count = strftime(text.baseAddress!, text.count, isLocal ? "%Y-%m-%dT%H:%M:%S%z" : "%Y-%m-%dT%H:%M:%S", &parts)
      return String(decoding: text[..<count].lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}
