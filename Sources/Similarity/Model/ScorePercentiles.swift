import ANNIndex
import Embeddings

/// What scores mean: the share of random pairs of a seed of one kind and an item of another that score less.
///
/// Cosines of two models do not compare, nor those of two kinds; shares do. Of many pairs half a million are drawn, by a fixed seed.
/// Of those 4,000 are kept: shares are told to half a thousandth, and from 0.98 on, where thresholds lie, to a hundred-thousandth.
struct ScorePercentiles: Sendable, Equatable {
  /// How many pairs were drawn.
  let drawn: Int
  /// How many of them score less than each of ``scores``, rising, under ``drawn``.
  let ranks: [Int32]
  /// Scores of pairs, rising.
  let scores: [Float]

  /// Ten thousand seeds, each with fifty items: with two hundred seeds thresholds moved by a sixth from one training to the next.
  private static let pairs = 500_000
  private static let itemsOfSeed = 50
  /// The scores that are kept, a half of them among the highest fiftieth.
  private static let mostKept = 4_000

  /// Draws pairs of one of `seeds` seeds and an item of an index.
  init(of seeds: Int, to index: HNSWIndex, seed: (Int) -> [Float]?) {
    guard seeds > 0, index.count > 0 else {
      self.init(of: [])
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
    self.init(of: drawn)
  }

  /// Keeps some of the scores of pairs.
  init(of drawn: [Float]) {
    let sorted = drawn.sorted()
    let tail = sorted.count - sorted.count / 50
    func step(_ count: Int) -> Int { max(1, count / (Self.mostKept / 2)) }
    let places =
      sorted.count <= Self.mostKept
      ? Array(sorted.indices)
      : Array(stride(from: 0, to: tail, by: step(tail)))
        + Array(stride(from: tail, to: sorted.count, by: step(sorted.count - tail))) + [sorted.count - 1]
    var (ranks, scores) = ([Int32](), [Float]())
    for place in places where sorted[place] != scores.last {
      // Of equal scores the first, which as many are under.
      ranks.append(Int32(Self.first(of: sorted.count) { sorted[$0] >= sorted[place] }))
      scores.append(sorted[place])
    }
    (self.drawn, self.ranks, self.scores) = (sorted.count, ranks, scores)
  }

  /// Takes what was kept; nil where it cannot have been.
  init?(drawn: Int, ranks: [Int32], scores: [Float]) {
    guard ranks.count == scores.count, drawn == 0 ? ranks.isEmpty : ranks.first == 0,
      zip(ranks, ranks.dropFirst()).allSatisfy(<), Int(ranks.last ?? -1) < drawn,
      zip(scores, scores.dropFirst()).allSatisfy(<), scores.allSatisfy(\.isFinite)
    else { return nil }
    (self.drawn, self.ranks, self.scores) = (drawn, ranks, scores)
  }

  /// The lowest score that is over a share of random pairs; above all of them for 1.
  func score(atPercentile percentile: Double) -> Float {
    guard let last = scores.last else { return -.infinity }
    let below = percentile * Double(drawn)
    let place = Self.first(of: ranks.count) { Double(ranks[$0]) >= below }
    if place == 0 { return -.infinity }
    return place < scores.count ? scores[place - 1].nextUp : last.nextUp
  }

  /// The share of random pairs with a lower score, in `0...1`.
  func percentile(of score: Float) -> Double {
    guard drawn > 0 else { return 0 }
    let place = Self.first(of: scores.count) { scores[$0] >= score }
    return place < ranks.count ? Double(ranks[place]) / Double(drawn) : 1
  }

  /// The first index in `0..<count` from which on `holds`; `count` where it never does.
  private static func first(of count: Int, where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
