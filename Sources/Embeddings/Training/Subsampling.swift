/// word2vec's dropping of very frequent tracks: a track with a share f of all occurrences is kept with probability
/// √(t/f) + t/f.
struct Subsampling: Sendable {
  /// The probability to keep a track, by ordinal.
  let probabilities: [Float]

  /// Creates the probabilities for threshold t, or nil where t is 0 and all are kept.
  init?(threshold: Double, counts: [Int]) {
    guard threshold > 0 else { return nil }
    let total = Double(counts.reduce(0, +))
    probabilities = counts.map { count in
      let ratio = threshold * total / Double(count)
      return Float(min(1, ratio.squareRoot() + ratio))
    }
  }

  /// Whether this occurrence of `track` stays.
  @inline(__always)
  func keeps(_ track: Int32, _ random: inout RandomSource) -> Bool {
    random.unitFloat() < probabilities[Int(track)]
  }
}
