import Files

/// Writes a ``PlaylistSpool`` while the numbers of its tracks are still those of the order in which they came.
struct PlaylistSpoolWriter: ~Copyable {
  private var tracks: SpoolWriter
  private var titles: SpoolWriter
  private(set) var playlistCount = 0

  /// Opens temporary files in a folder.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  init(folder: String, disk: Disk) throws {
    let files = (try SpoolFile(folder: folder, disk: disk), try SpoolFile(folder: folder, disk: disk))
    tracks = SpoolWriter(files.0)
    titles = SpoolWriter(files.1)
  }

  /// Adds a playlist.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  mutating func append(_ numbers: UnsafeBufferPointer<Int32>, id: Bytes, name: Bytes) throws {
    try tracks.write(Int32(numbers.count))
    try tracks.write(UnsafeRawBufferPointer(numbers))
    try titles.write(Int32(id.count))
    try titles.write(Int32(name.count))
    try titles.write(UnsafeRawBufferPointer(id))
    try titles.write(UnsafeRawBufferPointer(name))
    playlistCount += 1
  }

  /// The place that the next title will have.
  var nextPlace: Int { titles.byteCount }

  /// Whether the title at a place begins with that id.
  ///
  /// - Throws: `DataError`.
  mutating func holds(id: Bytes, at place: Int) throws -> Bool {
    try titles.flush()
    var count: Int32 = 0
    try withUnsafeMutableBytes(of: &count) { try titles.file.read(at: place, into: $0) }
    guard Int(count) == id.count else { return false }
    return try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: id.count) { bytes in
      try titles.file.read(at: place + 8, into: UnsafeMutableRawBufferPointer(bytes))
      return Bytes(bytes).equals(id)
    }
  }

  /// Hands place and id of every title so far to `body`.
  mutating func forEachID(_ body: (_ place: Int, _ id: Bytes) throws -> Void) throws {
    try titles.flush()
    try PlaylistSpool.forEachTitle(in: titles.file, count: playlistCount, bytes: titles.byteCount) { place, id, _ in
      try body(place, id)
    }
  }

  /// Replaces every track number by its ordinal, drops tracks whose ordinal is negative, and marks the parts.
  ///
  /// The file is written over from its beginning while it is read: what is written is never longer than what was read, so
  /// that takes no more room on the disk.
  ///
  /// - Parameter occurrenceCount: How many occurrences will be left.
  /// - Throws: `DataError`.
  consuming func finish(ordinals: [Int32], occurrenceCount: Int) throws -> PlaylistSpool {
    try titles.flush()
    try tracks.flush()
    let spool = try PlaylistSpool(
      renumbering: SpoolReader(tracks.file, end: tracks.byteCount), by: ordinals, into: tracks.file,
      playlistCount: playlistCount, occurrenceCount: occurrenceCount, titles: titles.file,
      titleBytes: titles.byteCount)
    tracks.file.truncateHere()
    return spool
  }
}
