/// A mean, and how sure it is.
public struct Estimate: Sendable, Equatable {
  /// The mean of the sample.
  public let mean: Double
  /// The standard error of the mean: the sample's standard deviation over the root of its size; 0 for a single value.
  public let standardError: Double

  /// The mean of at least one value.
  public init(meanOf values: [Double]) {
    precondition(!values.isEmpty, "a mean is of values")
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    standardError = values.count > 1 ? (squares / (count - 1) / count).squareRoot() : 0
  }

  /// Whether the mean lies more than two standard errors from zero: once in twenty that is chance.
  public var isClear: Bool { abs(mean) > 2 * standardError }
}
