/// How far two series of numbers rise and fall together.
enum Correlation {
  /// Pearson's correlation, -1...1, or nil for fewer than two values or a series whose values are all the same.
  static func pearson(_ left: [Double], _ right: [Double]) -> Double? {
    precondition(left.count == right.count, "two series of one length")
    guard left.count >= 2 else { return nil }
    func deviations(_ values: [Double]) -> [Double] {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.map { $0 - mean }
    }
    let (left, right) = (deviations(left), deviations(right))
    func sum(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
    let scale = (sum(left, left) * sum(right, right)).squareRoot()
    return scale > 0 ? min(1, max(-1, sum(left, right) / scale)) : nil
  }

  /// Spearman's rank correlation: Pearson's of the ranks.
  static func spearman(_ left: [Double], _ right: [Double]) -> Double? { pearson(ranks(left), ranks(right)) }

  /// The rank of each value, from 1; equal values share the mean of their ranks.
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
