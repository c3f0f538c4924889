/// Draws numbers whose frequencies fall as 1 / (rank + shift), Zipf's law as Mandelbrot wrote it.
///
/// Ranks are dealt out at random. Only sums and quotients are used, so that every machine draws the same.
struct ZipfSampler: Sendable {
  /// Keeps the first few from taking all.
  private static let shift = 4.0

  /// The sum of the weights up to each item.
  private let cumulative: [Double]

  /// - Precondition: `count` is at least 1.
  init(count: Int, random: inout RandomSource) {
    var ranks = Array(0..<count)
    random.shuffle(&ranks)
    self.init(weights: ranks.map { 1 / (Double($0) + Self.shift) })
  }

  init(weights: [Double]) {
    precondition(!weights.isEmpty, "something must be there to draw")
    var sum = 0.0
    cumulative = weights.map {
      sum += $0
      return sum
    }
  }

  /// A number in `0..<count`.
  ///
  /// - Complexity: O(log count).
  func next(_ random: inout RandomSource) -> Int {
    let target = random.unitDouble() * cumulative[cumulative.count - 1]
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
