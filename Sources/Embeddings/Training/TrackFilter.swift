/// A set of a few tracks that may say yes wrongly and never no: a table of flags by the low bits of a track.
///
/// It answers for nearly every track of a chunk that a look through a list is not needed. One thread uses it, and
/// takes out what it put in.
final class TrackFilter {
  private static let size = 1 << 12
  private let flags: UnsafeMutablePointer<Bool>

  init() {
    flags = .allocate(capacity: Self.size)
    flags.initialize(repeating: false, count: Self.size)
  }

  deinit { flags.deallocate() }

  /// Adds a track.
  @inline(__always)
  func insert(_ track: Int32) { flags[Int(track) & (Self.size - 1)] = true }

  /// Takes a track out, and with it those that share its flag.
  @inline(__always)
  func remove(_ track: Int32) { flags[Int(track) & (Self.size - 1)] = false }

  /// Whether the track may be in.
  @inline(__always)
  func mayContain(_ track: Int32) -> Bool { flags[Int(track) & (Self.size - 1)] }
}
