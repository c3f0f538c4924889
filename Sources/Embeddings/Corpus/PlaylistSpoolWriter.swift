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
    let partSize = Self.partSize(for: occurrenceCount)
    var reader = SpoolReader(tracks.file, end: tracks.byteCount)
    var writer = SpoolWriter(tracks.file)
    var parts = [(number: 0, playlist: 0)]
    var longest = 0
    var inPart = 0
    var list: [Int32] = []
    for playlist in 0..<playlistCount {
      let count = try reader.nextNumber()
      let numbers = try reader.next(count * 4).assumingMemoryBound(to: Int32.self)
      // The count stands in front of the tracks.
      list.removeAll(keepingCapacity: true)
      list.append(0)
      for number in numbers where ordinals[Int(number)] >= 0 { list.append(ordinals[Int(number)]) }
      list[0] = Int32(list.count - 1)
      try list.withUnsafeBytes { try writer.write($0) }
      longest = max(longest, list.count - 1)
      inPart += list.count - 1
      if inPart >= partSize {
        parts.append((writer.byteCount / 4, playlist + 1))
        inPart = 0
      }
    }
    if parts.last.map({ $0.playlist < playlistCount }) == true { parts.append((writer.byteCount / 4, playlistCount)) }
    try writer.flush()
    writer.file.truncateHere()
    return PlaylistSpool(
      playlistCount: playlistCount, occurrenceCount: occurrenceCount, longestPlaylist: longest, partSize: partSize,
      tracks: writer.file, titles: titles.file, titleBytes: titles.byteCount, partStarts: parts)
  }

  /// Some 256 occurrences, a kibibyte, and more in a corpus so large that its parts would number more than half a million.
  private static func partSize(for occurrences: Int) -> Int { max(256, occurrences >> 19) }
}
