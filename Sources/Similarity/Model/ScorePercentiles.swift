import ANNIndex
import Embeddings

/// What scores mean: the share of random pairs of a seed of one kind and an item of another that score less.
///
/// Cosines of two models do not compare, nor those of two kinds; shares do. Of many pairs half a million are drawn, by a fixed seed.
struct ScorePercentiles: Sendable {
  /// Scores of random pairs, rising.
  private let scores: [Float]

  /// Ten thousand seeds, each with fifty items: with two hundred seeds thresholds moved by a sixth from one training to the next.
  private static let pairs = 500_000
  private static let itemsOfSeed = 50

  /// Draws pairs of one of `seeds` seeds and an item of an index.
  init(of seeds: Int, to index: @autoclosure () -> HNSWIndex, seed: (Int) -> [Float]?) {
    guard seeds > 0 else {
      scores = []
      return
    }
    let index = index()
    guard index.count > 0 else {
      scores = []
      return
    }
    var random = RandomSource(seed: 1)
    // Of few items all pairs are taken.
    let isComplete = seeds <= Self.pairs / index.count
    let all = Array(0..<index.count)
    var drawn: [Float] = []
    drawn.reserveCapacity(isComplete ? seeds * index.count : Self.pairs)
    for number in 0..<(isComplete ? seeds : Self.pairs / Self.itemsOfSeed) {
      let row = isComplete ? number : random.below(seeds)
      guard let seed = seed(row) else { continue }
      drawn += index.scores(
        seed, of: isComplete ? all : (0..<Self.itemsOfSeed).map { _ in random.below(index.count) })
    }
    scores = drawn.sorted()
  }

  /// The lowest score that is over a share of random pairs; above all of them for 1.
  func score(atPercentile percentile: Double) -> Float {
    guard let last = scores.last else { return -.infinity }
    let below = Int((percentile * Double(scores.count)).rounded(.up))
    if below <= 0 { return -.infinity }
    return below >= scores.count ? last.nextUp : scores[below - 1].nextUp
  }

  /// The share of random pairs with a lower score, in `0...1`.
  func percentile(of score: Float) -> Double {
    guard !scores.isEmpty else { return 0 }
    var (low, high) = (0, scores.count)
    while low < high {
      let middle = (low + high) / 2
      if scores[middle] < score { low = middle + 1 } else { high = middle }
    }
    return Double(low) / Double(scores.count)
  }
}
