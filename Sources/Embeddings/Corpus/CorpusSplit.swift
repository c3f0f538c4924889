import Files

/// Divides playlists into those to train on and those held out, the same way on every run and machine.
///
/// The side hangs on a keyed hash of the playlist id up to its last `@`, so that the editions of one playlist
/// (`morning@2024-05-01`, `morning@2024-05-08`) never fall on both sides, and so that a grown corpus keeps the sides of
/// the playlists it had.
public struct CorpusSplit: Sendable, Equatable {
  /// The share of playlists to hold out, in `0...1`.
  public let heldOutFraction: Double
  /// Another seed, another division.
  public let seed: UInt64
  /// What the division is for.
  public let purpose: Purpose

  /// How a corpus was divided.
  public struct Summary: Sendable, Equatable {
    /// What was read.
    public let report: ReadingReport
    /// Playlists to train on.
    public let trainingPlaylists: Int
    /// Playlists held out.
    public let heldOutPlaylists: Int
  }

  /// What a division is for. Divisions for different purposes say nothing about each other, so that what was divided for one
  /// can be divided for another with the same seed.
  public enum Purpose: UInt64, Sendable {
    /// What is evaluated when all is done.
    case evaluation = 0
    /// What a training or a search of settings is measured on meanwhile.
    case validation = 0x76_616c_6964
    /// Some of the playlists in place of all.
    case sample = 0x73_616d_706c_65
  }

  /// Creates a division.
  public init(heldOutFraction: Double, seed: UInt64 = 1, for purpose: Purpose = .evaluation) {
    precondition((0...1).contains(heldOutFraction), "the held-out fraction lies in 0...1")
    self.heldOutFraction = heldOutFraction
    self.seed = seed
    self.purpose = purpose
  }

  /// Whether the playlist with that id is held out.
  public func isHeldOut(_ playlistID: String) -> Bool { playlistID.utf8.withContiguousBytes { isHeldOut($0) } }

  /// Reads a corpus once and writes both parts as `playlists.tsv`; nothing of it is kept in memory.
  ///
  /// A part may be empty when the corpus is small.
  ///
  /// - Throws: `DataError`, as the reader does, or with code `cannotWrite`; then neither file was touched, unless the
  ///   disk failed between the two.
  public func write(
    _ reader: CorpusReader, training: String, heldOut: String, disk: Disk = .system
  ) throws -> Summary {
    try Self.write(reader, training: training, heldOut: heldOut, disk: disk) { isHeldOut($0.id) }
  }

  /// The same by any rule.
  static func write(
    _ reader: CorpusReader, training: String, heldOut: String, disk: Disk, isHeldOut: (PlaylistRecord) -> Bool
  ) throws -> Summary {
    var training = try PlaylistWriter(path: training, disk: disk)
    var heldOut = try PlaylistWriter(path: heldOut, disk: disk)
    let report = try reader.readRecords { record in
      if isHeldOut(record) { try heldOut.write(record) } else { try training.write(record) }
    }
    let summary = Summary(
      report: report, trainingPlaylists: training.count, heldOutPlaylists: heldOut.count)
    try training.commit()
    try heldOut.commit()
    return summary
  }

  /// Whether the playlist with that id is held out.
  func isHeldOut(_ playlistID: Bytes) -> Bool {
    let end = playlistID.lastIndex(of: UInt8(ascii: "@")) ?? playlistID.count
    // FNV-1a finished by SplitMix64: byte by byte, so that every machine agrees. Written down in files, so never changed.
    var hash = 0xcbf2_9ce4_8422_2325 ^ ((seed ^ purpose.rawValue) &* 0x9e37_79b9_7f4a_7c15)
    for byte in playlistID[..<end] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    hash ^= hash >> 31
    return Double(hash >> 11) * 0x1p-53 < heldOutFraction
  }
}
