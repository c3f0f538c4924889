#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Continues by positive pointwise mutual information: the strongest of the simple methods without vectors.
///
/// A track's score is the sum over the seeds s of `max(0, ln(P(s, t) / (P(s) Pα(t))))`, the matrix that skip-gram factorises
/// (Levy and Goldberg, 2014), with the track's probability smoothed to the power α = 0.75 as negatives are drawn (Levy,
/// Goldberg and Dagan, 2015). Pairs are those of different tracks that share a playlist.
public struct PositivePMIRecommender: Recommender {
  public let method = "positive-pmi"
  private let cooccurrence: Cooccurrence
  /// ln P(s) and ln Pα(t), by track; P counts pairs.
  private let seedLogarithms, trackLogarithms: [Float]
  private let pairCount: Float

  /// The power that makes rare tracks less surprising.
  static let smoothing = 0.75

  /// Creates a recommender for the tracks that were counted.
  public init(_ cooccurrence: Cooccurrence) {
    self.cooccurrence = cooccurrence
    let pairs = (0..<cooccurrence.trackCount).map { Double(cooccurrence.pairCount(of: $0)) }
    let total = pairs.reduce(0, +)
    let smoothed = pairs.map { pow($0, Self.smoothing) }
    let smoothedTotal = smoothed.reduce(0, +)
    pairCount = Float(total)
    seedLogarithms = pairs.map { Float(log($0 / total)) }
    trackLogarithms = smoothed.map { Float(log($0 / smoothedTotal)) }
  }

  /// - Complexity: O(seeds x vocabulary + tracks of all playlists that hold a seed).
  public func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>) {
    scores.update(repeating: 0)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: scores.count) { shared in
      for seed in seeds {
        shared.initialize(repeating: 0)
        cooccurrence.forEachTrack(with: seed) { shared[$0] += 1 }
        shared[Int(seed)] = 0
        let seedLogarithm = seedLogarithms[Int(seed)]
        for track in shared.indices where shared[track] > 0 {
          scores[track] += max(0, log(shared[track] / pairCount) - seedLogarithm - trackLogarithms[track])
        }
      }
    }
  }
}
