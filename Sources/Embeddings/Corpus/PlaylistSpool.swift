import Files

/// Playlists in temporary files, in corpus order, to be read from one end to the other or in parts.
///
/// Numbers are 32 bits wide, in this machine's byte order. The file of tracks holds for each playlist the count of its tracks and
/// their ordinals; the file of titles the byte counts of its id and its name, then the bytes of both. Parts are read by
/// `pread`, not mapped: mapped pages would count as memory of the process, against `ulimit -v` and in its resident size. Pages
/// that the system keeps in its cache do not.
struct PlaylistSpool: Sendable {
  let playlistCount: Int
  let occurrenceCount: Int
  let longestPlaylist: Int
  /// Occurrences in a part, or a few more.
  let partSize: Int

  let tracks: SpoolFile
  let titles: SpoolFile
  let titleBytes: Int
  /// Where each part starts and the last one ends: the number in the file, and the playlist.
  let partStarts: [(number: Int, playlist: Int)]

  /// How many parts there are.
  var partCount: Int { partStarts.count - 1 }

  /// Occurrences in part `part`: all numbers but the counts.
  func occurrences(inPart part: Int) -> Int {
    let (start, end) = (partStarts[part], partStarts[part + 1])
    return end.number - start.number - (end.playlist - start.playlist)
  }

  /// Appends the playlists of a part to a batch.
  ///
  /// - Throws: `DataError` with code `cannotRead`.
  func read(part: Int, into batch: inout PlaylistBatch) throws {
    let (start, end) = (partStarts[part], partStarts[part + 1])
    try withUnsafeTemporaryAllocation(of: Int32.self, capacity: end.number - start.number) { numbers in
      try tracks.read(at: start.number * 4, into: UnsafeMutableRawBufferPointer(numbers))
      var place = 0
      for _ in start.playlist..<end.playlist {
        let first = place + 1
        place = first + Int(numbers[place])
        batch.append(UnsafeBufferPointer(rebasing: numbers[first..<place]))
      }
    }
  }

  /// Hands the tracks of every playlist to `body`, in order.
  func forEachPlaylist(_ body: (UnsafeBufferPointer<Int32>) throws -> Void) throws {
    var reader = SpoolReader(tracks, end: (occurrenceCount + playlistCount) * 4)
    for _ in 0..<playlistCount {
      let count = try reader.nextNumber()
      try body(reader.next(count * 4).assumingMemoryBound(to: Int32.self))
    }
  }

  /// Hands id and name of every playlist to `body`, in order.
  func forEachTitle(_ body: (_ id: Bytes, _ name: Bytes) throws -> Void) throws {
    try Self.forEachTitle(in: titles, count: playlistCount, bytes: titleBytes) { _, id, name in try body(id, name) }
  }

  static func forEachTitle(
    in titles: SpoolFile, count: Int, bytes: Int, _ body: (_ place: Int, _ id: Bytes, _ name: Bytes) throws -> Void
  ) throws {
    var reader = SpoolReader(titles, end: bytes)
    for _ in 0..<count {
      let place = reader.offset
      let (idCount, nameCount) = (try reader.nextNumber(), try reader.nextNumber())
      let text = try reader.next(idCount + nameCount).assumingMemoryBound(to: UInt8.self)
      try body(place, text.slice(0, idCount), text.slice(idCount, text.count))
    }
  }
}
