#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One parameter that a search may vary, and the values it may take.
///
/// A dimension turns a number in 0..<1 into a value, so that any sequence of points can be searched along.
public struct SearchDimension: Sendable {
  /// The parameter, as the property is called: `learningRate`.
  public let name: String
  private let draw: @Sendable (_ place: Double, _ parameters: inout TrainingParameters) -> Void
  private let read: @Sendable (TrainingParameters) -> String

  /// The parameter's value as text: what the option of that parameter would be given.
  public func text(of parameters: TrainingParameters) -> String { read(parameters) }

  /// Sets the parameter to the value that belongs to a place in 0..<1.
  func set(_ parameters: inout TrainingParameters, to place: Double) { draw(place, &parameters) }
}

extension SearchDimension {
  /// A dimension that takes each of some values with the same chance.
  static func choices<Value: Sendable>(
    _ name: String, _ property: any WritableKeyPath<TrainingParameters, Value> & Sendable, _ values: [Value],
    text: @escaping @Sendable (Value) -> String = { "\($0)" }
  ) -> Self {
    precondition(!values.isEmpty, "a dimension has values")
    return Self(
      name: name,
      draw: { $1[keyPath: property] = values[min(Int($0 * Double(values.count)), values.count - 1)] },
      read: { text($0[keyPath: property]) })
  }

  /// A dimension of numbers in a range, all with the same chance, rounded to two digits after the point.
  static func range(
    _ name: String, _ property: any WritableKeyPath<TrainingParameters, Double> & Sendable, _ range: ClosedRange<Double>
  ) -> Self {
    Self(
      name: name,
      draw: { place, parameters in
        let value = range.lowerBound + place * (range.upperBound - range.lowerBound)
        parameters[keyPath: property] = (value * 100).rounded() / 100 + 0  // no -0
      },
      read: { "\($0[keyPath: property])" })
  }

  /// A dimension of numbers from a `factor`-th to the `factor`-fold of where the search starts, even in the logarithm and
  /// rounded to two significant digits.
  static func around(
    _ name: String, _ property: any WritableKeyPath<TrainingParameters, Float> & Sendable, factor: Double,
    in limits: ClosedRange<Float>
  ) -> Self {
    Self(
      name: name,
      draw: { place, parameters in
        let value = Float(rounded(scaled(Double(parameters[keyPath: property]), by: factor, at: place)))
        parameters[keyPath: property] = min(max(value, limits.lowerBound), limits.upperBound)
      },
      read: { "\($0[keyPath: property])" })
  }

  /// The same for whole numbers.
  static func around(
    _ name: String, _ property: any WritableKeyPath<TrainingParameters, Int> & Sendable, factor: Double,
    in limits: ClosedRange<Int>
  ) -> Self {
    Self(
      name: name,
      draw: { place, parameters in
        let value = Int(rounded(scaled(Double(parameters[keyPath: property]), by: factor, at: place)).rounded())
        parameters[keyPath: property] = min(max(value, limits.lowerBound), limits.upperBound)
      },
      read: { "\($0[keyPath: property])" })
  }

  private static func scaled(_ start: Double, by factor: Double, at place: Double) -> Double {
    start * exp(log(factor) * (2 * place - 1))
  }

  /// Two significant digits: what lies between is within the noise of any training.
  private static func rounded(_ value: Double) -> Double {
    guard value > 0 else { return value }
    // Dividing by a power of ten that is exact gives the number nearest to the decimal, so texts stay short.
    let digits = Int(floor(log10(value))) - 1
    let unit = pow(10, Double(abs(digits)))
    return digits < 0 ? (value * unit).rounded() / unit : (value / unit).rounded() * unit
  }
}
