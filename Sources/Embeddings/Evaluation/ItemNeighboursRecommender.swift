/// Continues by co-occurrence: the classic item-based neighbourhood method, without any vectors.
///
/// A track's score is the sum over the seeds of the cosine of the two tracks' playlist sets,
/// `both / √(with seed x with track)` (Sarwar, Karypis, Konstan and Riedl, 2001; Deshpande and Karypis, 2004). It is computed
/// from two lists of lists, the playlists of a track and the tracks of a playlist, at the time of the question.
public struct ItemNeighboursRecommender: Recommender {
  public let method = "item-neighbours"
  /// Distinct tracks of each playlist, and playlists of each track.
  private let tracksOfPlaylist: Lists
  private let playlistsOfTrack: Lists
  /// 1/√(playlists with the track), by track.
  private let scales: [Float]

  /// Counts a corpus for a vocabulary; tracks of the corpus that the vocabulary lacks are left out.
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  /// - Complexity: O(occurrences).
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
    scales = (0..<vocabulary.count).map { [playlistsOfTrack] track in
      let playlists = playlistsOfTrack.range(track).count
      return playlists > 0 ? 1 / Float(playlists).squareRoot() : 0
    }
  }

  /// - Complexity: O(vocabulary + tracks of all playlists that hold a seed).
  public func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>) {
    scores.update(repeating: 0)
    playlistsOfTrack.values.withUnsafeBufferPointer { playlists in
      tracksOfPlaylist.values.withUnsafeBufferPointer { tracks in
        for seed in seeds {
          let scale = scales[Int(seed)]
          for place in playlistsOfTrack.range(Int(seed)) {
            for other in tracksOfPlaylist.range(Int(playlists[place])) { scores[Int(tracks[other])] += scale }
          }
        }
      }
    }
    for index in scores.indices { scores[index] *= scales[index] }
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
