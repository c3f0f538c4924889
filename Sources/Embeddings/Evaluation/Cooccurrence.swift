/// Which tracks share playlists, as two lists of lists: the tracks of a playlist and the playlists of a track.
///
/// What recommenders without vectors are computed from at the time of the question. Thread-safe: it never changes.
public struct Cooccurrence: Sendable {
  /// Distinct tracks of each playlist, and playlists of each track.
  private let tracksOfPlaylist, playlistsOfTrack: Lists

  /// Reads a corpus for a vocabulary; tracks of the corpus that the vocabulary lacks are left out.
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  /// - Complexity: O(occurrences), in time and in memory.
  public init(corpus: EncodedCorpus, vocabulary: Vocabulary) throws {
    let isSame = corpus.vocabulary == vocabulary
    let ordinals: [Int32?] =
      isSame
      ? (0..<Int32(vocabulary.count)).map { $0 }
      : (0..<corpus.vocabulary.count).map { vocabulary.ordinal(of: corpus.vocabulary.ids[$0]).map(Int32.init) }
    var lists: [[Int32]] = []
    lists.reserveCapacity(corpus.playlistCount)
    try corpus.forEachPlaylist { lists.append(Array(Set($0.compactMap { ordinals[Int($0)] })).sorted()) }
    tracksOfPlaylist = Lists(lists)
    playlistsOfTrack = tracksOfPlaylist.inverted(count: vocabulary.count)
  }

  /// The tracks of the vocabulary.
  var trackCount: Int { playlistsOfTrack.count }

  /// How many playlists hold a track.
  func playlistCount(of track: Int) -> Int { playlistsOfTrack.range(track).count }

  /// How many pairs of different tracks a track is the first of: its playlists' tracks, but for itself.
  func pairCount(of track: Int) -> Int {
    playlistsOfTrack.range(track).reduce(0) { sum, place in
      sum + tracksOfPlaylist.range(Int(playlistsOfTrack.values[place])).count - 1
    }
  }

  /// Calls `body` with every track of every playlist that holds `track`, itself included.
  ///
  /// - Complexity: O(tracks of those playlists).
  @inline(__always)
  func forEachTrack(with track: Int32, _ body: (Int) -> Void) {
    playlistsOfTrack.values.withUnsafeBufferPointer { playlists in
      tracksOfPlaylist.values.withUnsafeBufferPointer { tracks in
        for place in playlistsOfTrack.range(Int(track)) {
          for other in tracksOfPlaylist.range(Int(playlists[place])) { body(Int(tracks[other])) }
        }
      }
    }
  }
}

/// Lists of numbers in one array (compressed sparse rows).
private struct Lists: Sendable {
  private(set) var values: [Int32] = []
  private var offsets: [Int] = [0]

  init(_ lists: [[Int32]]) {
    for list in lists {
      values += list
      offsets.append(values.count)
    }
  }

  private init(values: [Int32], offsets: [Int]) {
    self.values = values
    self.offsets = offsets
  }

  var count: Int { offsets.count - 1 }

  /// The places of list `index` in ``values``.
  func range(_ index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }

  /// For each number in `0..<count` the lists that hold it, in rising order.
  func inverted(count: Int) -> Lists {
    var starts = [Int](repeating: 0, count: count + 1)
    for value in values { starts[Int(value) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var next = starts
    var result = [Int32](repeating: 0, count: values.count)
    for list in 0..<offsets.count - 1 {
      for value in values[range(list)] {
        result[next[Int(value)]] = Int32(list)
        next[Int(value)] += 1
      }
    }
    return Lists(values: result, offsets: starts)
  }
}
