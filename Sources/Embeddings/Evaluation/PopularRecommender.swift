/// Continues every playlist with the most popular tracks: the baseline that anything must beat.
public struct PopularRecommender: Recommender {
  public let method = "popular"
  private let counts: [Int]

  /// Creates a recommender from the counts of the training corpus.
  public init(vocabulary: Vocabulary) { counts = vocabulary.counts }

  public func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>) {
    // The vocabulary falls by count, so ranks say the same as counts and are exact in `Float` for longer.
    for index in counts.indices { scores[index] = -Float(index) }
  }
}
