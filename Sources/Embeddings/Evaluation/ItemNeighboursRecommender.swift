/// Continues by co-occurrence: the classic item-based neighbourhood method, without any vectors.
///
/// A track's score is the sum over the seeds of the cosine of the two tracks' playlist sets,
/// `both / √(with seed x with track)` (Sarwar, Karypis, Konstan and Riedl, 2001; Deshpande and Karypis, 2004).
public struct ItemNeighboursRecommender: Recommender {
  public let method = "item-neighbours"
  private let cooccurrence: Cooccurrence
  /// 1/√(playlists with the track), by track.
  private let scales: [Float]

  /// Creates a recommender for the tracks that were counted.
  public init(_ cooccurrence: Cooccurrence) {
    self.cooccurrence = cooccurrence
    scales = (0..<cooccurrence.trackCount).map { track in
      let playlists = cooccurrence.playlistCount(of: track)
      return playlists > 0 ? 1 / Float(playlists).squareRoot() : 0
    }
  }

  /// - Complexity: O(vocabulary + tracks of all playlists that hold a seed).
  public func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>) {
    scores.update(repeating: 0)
    for seed in seeds {
      let scale = scales[Int(seed)]
      cooccurrence.forEachTrack(with: seed) { scores[$0] += scale }
    }
    for index in scores.indices { scores[index] *= scales[index] }
  }
}
