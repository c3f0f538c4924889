#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How well hidden tracks were found: means over playlists, each in 0...1.
public struct ContinuationMetrics: Sendable, Equatable, Codable {
  /// Share of the hidden tracks within the first 10 places.
  public var hitAt10: Double
  /// Share of the hidden tracks within the first 100 places.
  public var hitAt100: Double
  /// Normalised discounted cumulative gain within the first 10 places.
  public var ndcgAt10: Double
  /// Mean reciprocal rank of the best placed hidden track.
  public var mrr: Double
  /// R-precision: share of the hidden tracks within the first R places, R being their number.
  public var rPrecision: Double
  /// How many playlists were asked.
  public var playlists: Int

  /// Creates metrics from their values.
  public init(
    hitAt10: Double, hitAt100: Double, ndcgAt10: Double, mrr: Double, rPrecision: Double, playlists: Int
  ) {
    self.hitAt10 = hitAt10
    self.hitAt100 = hitAt100
    self.ndcgAt10 = ndcgAt10
    self.mrr = mrr
    self.rPrecision = rPrecision
    self.playlists = playlists
  }

  /// What the figures mean, in plain text.
  public static let definitions = """
    Each held-out playlist is stripped of repeated tracks. Some of its tracks are hidden: the last one (task "last") or
    the second half (task "half"). The others are the seeds. Every track of the vocabulary but the seeds is ranked by
    its score, equal scores by popularity. Playlists with fewer than two distinct tracks are not asked.
    A hidden track that the vocabulary lacks is a miss, and so is every hidden track of a playlist without a known seed.
    hit@10      share of the hidden tracks among the first 10 (with one hidden track: 1 or 0)
    hit@100     the same among the first 100
    NDCG@10     sum of 1/log2(1 + rank) over hidden tracks among the first 10, divided by the largest sum possible
    MRR         1/rank of the best placed hidden track; 0 when it is a miss
    R-precision share of the hidden tracks among the first R, R being how many are hidden
    All are means over playlists, from 0 to 1.
    """
}

extension ContinuationMetrics {
  /// The metrics of one playlist.
  ///
  /// - Parameters:
  ///   - ranks: The places of the hidden tracks that have one, from 1, in rising order.
  ///   - hidden: How many tracks were hidden, at least 1, those without a place included.
  init(ranks: [Int], hidden: Int) {
    func share(within places: Int) -> Double { Double(ranks.count { $0 <= places }) / Double(hidden) }
    let gain = ranks.filter { $0 <= 10 }.reduce(0) { $0 + Self.discount($1) }
    let largestGain = (1...min(hidden, 10)).reduce(0) { $0 + Self.discount($1) }
    self.init(
      hitAt10: share(within: 10), hitAt100: share(within: 100), ndcgAt10: gain / largestGain,
      mrr: ranks.first.map { 1 / Double($0) } ?? 0, rPrecision: share(within: hidden), playlists: 1)
  }

  /// The mean of single playlists' metrics; zeros for none.
  public init(meanOf all: [ContinuationMetrics]) {
    func mean(_ value: KeyPath<ContinuationMetrics, Double>) -> Double {
      all.isEmpty ? 0 : all.reduce(0) { $0 + $1[keyPath: value] } / Double(all.count)
    }
    self.init(
      hitAt10: mean(\.hitAt10), hitAt100: mean(\.hitAt100), ndcgAt10: mean(\.ndcgAt10), mrr: mean(\.mrr),
      rPrecision: mean(\.rPrecision), playlists: all.count)
  }

  private static func discount(_ rank: Int) -> Double { 1 / log2(Double(1 + rank)) }
}
