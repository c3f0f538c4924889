/// Intervals by drawing samples again and again from the sample one has (Efron, 1979): nothing is assumed of its distribution.
public enum Bootstrap {
  /// The interval that the mean lies in with 95 % confidence: between the 2.5th and the 97.5th percentile of the means of samples
  /// drawn with replacement.
  ///
  /// - Parameters:
  ///   - values: at least one.
  ///   - seed: the same gives the same interval.
  /// - Complexity: O(`rounds` x values).
  public static func interval(ofMean values: [Double], rounds: Int = 1000, seed: UInt64 = 1) -> ClosedRange<Double> {
    precondition(!values.isEmpty && rounds >= 1, "a mean is of values, and some samples are drawn")
    var random = RandomSource(seed: seed)
    let means = values.withUnsafeBufferPointer { values in
      (0..<rounds).map { _ in
        var sum = 0.0
        for _ in 0..<values.count { sum += values[random.below(values.count)] }
        return sum / Double(values.count)
      }
    }.sorted()
    func percentile(_ share: Double) -> Double { means[min(rounds - 1, Int(share * Double(rounds)))] }
    return percentile(0.025)...percentile(0.975)
  }
}
