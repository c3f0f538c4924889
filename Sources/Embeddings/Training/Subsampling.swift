/// word2vec's dropping of very frequent tracks: a track with a share f of all occurrences is kept with probability
/// √(t/f) + t/f.
struct Subsampling: Sendable {
  /// The probability to keep a track, by ordinal.
  let probabilities: [Float]
  /// Tracks from this one on are always kept, and nothing is drawn for them.
  private let firstAlwaysKept: Int32

  /// Creates the probabilities for threshold t, or nil where t is 0 and all are kept.
  init?(threshold: Double, counts: [Int]) {
    guard threshold > 0 else { return nil }
    let total = Double(counts.reduce(0, +))
    probabilities = counts.map { count in
      let ratio = threshold * total / Double(count)
      return Float(min(1, ratio.squareRoot() + ratio))
    }
    firstAlwaysKept = Int32((probabilities.lastIndex { $0 < 1 } ?? -1) + 1)
  }

  /// Whether this occurrence of `track` stays.
  @inline(__always)
  func keeps(_ track: Int32, _ random: inout RandomSource) -> Bool {
    track >= firstAlwaysKept || random.unitFloat() < probabilities[Int(track)]
  }
}
