import CVectorKernels

/// The trainer's verbs over runs of floats: the only file of this library that knows the C kernels.
///
/// A value is a set of kernels for one instruction set. It is taken once, outside the loops, and called through.
struct VectorMath: @unchecked Sendable {  // The pointer leads to a constant of the C library.
  /// The instruction sets, from the one that every CPU has to the widest.
  enum Level: CaseIterable {
    case portable, avx2, avx512

    fileprivate var code: w2v_training_level {
      switch self {
      case .portable: w2v_training_portable
      case .avx2: w2v_training_avx2
      case .avx512: w2v_training_avx512
      }
    }
  }

  /// The kernels of the widest instruction set that this CPU has.
  static let best = Level.allCases.reversed().lazy.compactMap { VectorMath(level: $0) }.first!

  private let kernels: UnsafePointer<w2v_training_kernels>

  /// The kernels of one instruction set, or nil where this CPU lacks it; every CPU has `portable`.
  init?(level: Level) {
    guard let kernels = w2v_training_kernels_at(level.code) else { return nil }
    self.kernels = kernels
  }

  /// `values[i] = weight * sigmoid(slope * values[i])`.
  @inline(__always)
  func scaledSigmoid(_ values: UnsafeMutablePointer<Float>, count: Int, slope: Float, weight: Float) {
    kernels.pointee.scaled_sigmoid(values, count, slope, weight)
  }

  /// The sum of `ln(1 + exp(slope * values[i]))`.
  @inline(__always)
  func softplusSum(_ values: UnsafePointer<Float>, count: Int, slope: Float) -> Float {
    kernels.pointee.softplus_sum(values, count, slope)
  }

  /// `target[i] += exp(slope * values[i])`.
  @inline(__always)
  func addExponential(
    _ values: UnsafePointer<Float>, count: Int, slope: Float, to target: UnsafeMutablePointer<Float>
  ) {
    kernels.pointee.add_exponential(target, values, count, slope)
  }

  /// The sum of the squares of the values.
  @inline(__always)
  func sumOfSquares(_ values: UnsafePointer<Float>, count: Int) -> Float {
    kernels.pointee.sum_of_squares(values, count)
  }

  /// The sum of `left[i] * right[i]`.
  @inline(__always)
  func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, count: Int) -> Float {
    kernels.pointee.dot(left, right, count)
  }

  /// `target[i] += factor * values[i]`.
  @inline(__always)
  func add(_ values: UnsafePointer<Float>, times factor: Float, to target: UnsafeMutablePointer<Float>, count: Int) {
    kernels.pointee.add_scaled(target, values, factor, count)
  }

  /// Copies rows of a row-major table one after the other into `rows`, asking for them ahead of time.
  static func gather(
    _ ordinals: UnsafePointer<Int32>, count: Int, from table: UnsafePointer<Float>, dimension: Int,
    into rows: UnsafeMutablePointer<Float>
  ) {
    w2v_gather_rows(rows, table, ordinals, count, dimension)
  }
}
