/// Playlists in memory: their tracks one after the other in one array (compressed sparse rows).
struct PlaylistArrays: Sendable {
  /// Tracks of all playlists.
  var tracks: [Int32] = []
  /// Where playlist `i` starts in ``tracks``; `count + 1` values, rising from 0.
  var offsets = [0]
  var ids = StringTable()
  var names = StringTable()

  /// How many playlists there are.
  var count: Int { offsets.count - 1 }

  /// Bytes of all of it.
  var byteCount: Int { tracks.count * 4 + count * 24 + ids.utf8.count + names.utf8.count }

  /// Tracks of the longest playlist.
  var longest: Int { zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) } }

  /// Adds a playlist.
  mutating func append(_ tracks: UnsafeBufferPointer<Int32>, id: Bytes, name: Bytes) {
    self.tracks.append(contentsOf: tracks)
    offsets.append(self.tracks.count)
    ids.append(utf8: id)
    names.append(utf8: name)
  }

  /// Hands the tracks of playlist `index` to `body`.
  func withTracks<Answer>(
    of index: Int, _ body: (UnsafeBufferPointer<Int32>) throws -> Answer
  ) rethrows -> Answer {
    try tracks.withUnsafeBufferPointer {
      try body(UnsafeBufferPointer(rebasing: $0[offsets[index]..<offsets[index + 1]]))
    }
  }

  /// Hands id and name of playlist `index` to `body`.
  func withTitle(of index: Int, _ body: (_ id: Bytes, _ name: Bytes) throws -> Void) rethrows {
    try ids.withBytes(at: index) { id in try names.withBytes(at: index) { name in try body(id, name) } }
  }

  /// Replaces every track number by its ordinal, and drops tracks whose ordinal is negative.
  mutating func renumber(_ ordinals: [Int32]) {
    var kept = 0
    let count = count
    tracks.withUnsafeMutableBufferPointer { tracks in
      var start = 0
      for playlist in 0..<count {
        let end = offsets[playlist + 1]
        for index in start..<end {
          let ordinal = ordinals[Int(tracks[index])]
          if ordinal >= 0 {
            tracks[kept] = ordinal
            kept += 1
          }
        }
        start = end
        offsets[playlist + 1] = kept
      }
    }
    tracks.removeSubrange(kept...)
  }
}
