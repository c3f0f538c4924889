#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the RecSys Challenge 2018 measured a list of 500 tracks; of several playlists, means.
public struct ChallengeMetrics: Sendable, Equatable {
  /// Share of the hidden tracks within the first R places, R being their number, in 0...1. The challenge gave a quarter of a
  /// point for tracks that share their artist with a hidden one, too; this figure does not.
  public var rPrecision: Double
  /// Normalised discounted cumulative gain within the first 500 places, in 0...1.
  public var ndcgAt500: Double
  /// How often a listener asks for ten more tracks until one of them is a hidden one: 0 where it is among the first ten, 51
  /// where it is not among the first 500.
  public var clicks: Double

  static let places = 500

  /// The metrics of one playlist.
  ///
  /// - Parameters:
  ///   - ranks: the places of the hidden tracks that have one, from 1, in rising order.
  ///   - hidden: how many tracks were hidden, at least 1, those without a place included.
  init(ranks: [Int], hidden: Int) {
    func discount(_ rank: Int) -> Double { 1 / log2(Double(1 + rank)) }
    let gain = ranks.prefix { $0 <= Self.places }.reduce(0) { $0 + discount($1) }
    rPrecision = Double(ranks.count { $0 <= hidden }) / Double(hidden)
    ndcgAt500 = gain / (1...min(hidden, Self.places)).reduce(0) { $0 + discount($1) }
    clicks = ranks.first.flatMap { $0 <= Self.places ? Double(($0 - 1) / 10) : nil } ?? 51
  }

  /// The mean of single playlists' metrics; zeros for none.
  public init(meanOf all: [ChallengeMetrics]) {
    func mean(_ value: KeyPath<ChallengeMetrics, Double>) -> Double {
      all.isEmpty ? 0 : all.reduce(0) { $0 + $1[keyPath: value] } / Double(all.count)
    }
    rPrecision = mean(\.rPrecision)
    ndcgAt500 = mean(\.ndcgAt500)
    clicks = mean(\.clicks)
  }

  /// What the figures mean, in plain text.
  public static let definitions = """
    The tasks "first-N" and "random-N" give N tracks of a playlist, the first or some at random, and hide all others; playlists
    without any others are not asked. Without seeds ("first-0") every method gives the most popular tracks.
    NDCG@500    sum of 1/log2(1 + rank) over hidden tracks among the first 500, divided by the largest sum possible
    clicks      how often one asks for ten more tracks until one of them is a hidden one; 51 where none is among 500
    """
}
