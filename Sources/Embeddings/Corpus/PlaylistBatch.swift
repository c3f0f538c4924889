/// Some playlists, copied out of a corpus to be trained in one go.
///
/// Filled again and again by one worker, so that reading allocates nothing per playlist.
struct PlaylistBatch: ~Copyable {
  /// Occurrences of all playlists in the batch.
  private(set) var occurrenceCount = 0
  private var tracks: UnsafeMutablePointer<Int32>
  private var capacity = 1 << 14
  private var playlists: [Range<Int>] = []

  init() { tracks = .allocate(capacity: capacity) }

  deinit { tracks.deallocate() }

  /// How many playlists there are.
  var count: Int { playlists.count }

  /// The tracks of playlist `index`, in `0..<count`, valid until the batch changes.
  subscript(index: Int) -> UnsafeBufferPointer<Int32> {
    UnsafeBufferPointer(start: tracks + playlists[index].lowerBound, count: playlists[index].count)
  }

  /// Adds a playlist.
  mutating func append(_ playlist: UnsafeBufferPointer<Int32>) {
    if capacity - occurrenceCount < playlist.count {
      capacity = max(capacity * 2, occurrenceCount + playlist.count)
      let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
      larger.update(from: tracks, count: occurrenceCount)
      tracks.deallocate()
      tracks = larger
    }
    if let source = playlist.baseAddress {
      (tracks + occurrenceCount).update(from: source, count: playlist.count)
    }
    playlists.append(occurrenceCount..<occurrenceCount + playlist.count)
    occurrenceCount += playlist.count
  }

  /// Puts the playlists into another order.
  mutating func shuffle(using random: inout RandomSource) { playlists.shuffle(using: &random) }

  /// Makes room for the next ones.
  mutating func removeAll() {
    playlists.removeAll(keepingCapacity: true)
    occurrenceCount = 0
  }
}
