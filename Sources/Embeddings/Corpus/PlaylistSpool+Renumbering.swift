import Files

extension PlaylistSpool {
  /// Replaces every track number by its ordinal, drops tracks whose ordinal is negative, and marks the parts.
  ///
  /// - Parameters:
  ///   - reader: At the beginning of the tracks as they are.
  ///   - file: Where they go, written from its beginning; it may be the file that is read, since what is written is never
  ///     longer than what was read.
  ///   - occurrenceCount: How many occurrences will be left.
  /// - Throws: `DataError`.
  init(
    renumbering reader: consuming SpoolReader, by ordinals: [Int32], into file: SpoolFile, playlistCount: Int,
    occurrenceCount: Int, titles: SpoolFile, titleBytes: Int
  ) throws {
    let partSize = Self.partSize(for: occurrenceCount)
    var writer = SpoolWriter(file)
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
    self.init(
      playlistCount: playlistCount, occurrenceCount: occurrenceCount, longestPlaylist: longest, partSize: partSize,
      tracks: file, titles: titles, titleBytes: titleBytes, partStarts: parts)
  }

  /// The same playlists with other numbers, their tracks in a file of their own.
  ///
  /// - Throws: `DataError`.
  /// - Complexity: O(occurrences).
  func renumbered(_ ordinals: [Int32], occurrenceCount: Int) throws -> PlaylistSpool {
    try PlaylistSpool(
      renumbering: SpoolReader(tracks, end: (self.occurrenceCount + playlistCount) * 4), by: ordinals,
      into: try tracks.sibling(), playlistCount: playlistCount, occurrenceCount: occurrenceCount, titles: titles,
      titleBytes: titleBytes)
  }

  /// Some 256 occurrences, a kibibyte, and more in a corpus so large that its parts would number more than half a million.
  private static func partSize(for occurrences: Int) -> Int { max(256, occurrences >> 19) }
}
