/// Continues with tracks at random: what a score of nothing looks like.
public struct RandomRecommender: Recommender {
  public let method = "random"
  private let seed: UInt64

  /// Creates a recommender; the same seed and the same seed tracks give the same scores.
  public init(seed: UInt64) { self.seed = seed }

  public func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>) {
    let mixed = seeds.reduce(seed) { ($0 ^ UInt64(truncatingIfNeeded: $1)) &* 0x100_0000_01b3 }
    var random = RandomSource(seed: mixed)
    for index in scores.indices { scores[index] = random.unitFloat() }
  }
}
