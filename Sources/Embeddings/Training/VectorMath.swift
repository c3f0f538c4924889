import CVectorKernels

/// The trainer's verbs over rows of floats: the only file of this library that knows the C kernels.
///
/// A value is a set of kernels for one instruction set. It is taken once, outside the loops, and called through.
///
/// Matrices are row-major; `stride` is the distance in floats between the starts of two rows. Except in the shared
/// tables, rows are padded: a kernel reads and writes each up to the next multiple of ``padding`` floats.
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

  /// The floats of the widest vector.
  static let padding = 16

  /// The kernels of the widest instruction set that this CPU has.
  static let best = Level.allCases.reversed().lazy.compactMap { VectorMath(level: $0) }.first!

  /// The instruction set.
  let level: Level

  private let kernels: UnsafePointer<w2v_training_kernels>

  /// The kernels of one instruction set, or nil where this CPU lacks it; every CPU has `portable`.
  init?(level: Level) {
    guard let kernels = w2v_training_kernels_at(level.code) else { return nil }
    self.level = level
    self.kernels = kernels
  }

  /// A number of floats rounded up to whole vectors.
  @inline(__always)
  static func padded(_ count: Int) -> Int { (count + padding - 1) / padding * padding }

  /// A stride for rows of so many floats.
  ///
  /// Rows a multiple of 256 bytes apart would share a few sets of the first-level cache, so a product that walks down
  /// a column would throw its own lines out.
  static func stride(for count: Int) -> Int {
    let padded = padded(count)
    return padded % 64 == 0 ? padded + padding : padded
  }
}

// MARK: - Functions

extension VectorMath {
  /// `values[i] = factor * weights[row] * sigmoid(slope * values[i])` in every row.
  @inline(__always)
  func scaledSigmoid(
    _ values: UnsafeMutablePointer<Float>, stride: Int, rows: Int, columns: Int, slope: Float,
    weights: UnsafePointer<Float>, factor: Float = 1
  ) {
    kernels.pointee.scaled_sigmoid(values, stride, rows, columns, slope, weights, factor)
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
}

// MARK: - Products

extension VectorMath {
  /// `result = left * right`, or `result += left * right`: `rows` x `columns` from a sum over `inner` terms, where
  /// `left[row * leftRow + term * leftInner]` is an element of the left side; after every tile some rows are sent for.
  @inline(__always)
  func multiply(
    _ left: UnsafePointer<Float>, leftRow: Int, leftInner: Int, _ right: UnsafePointer<Float>, rightStride: Int,
    rows: Int, columns: Int, inner: Int, into result: UnsafeMutablePointer<Float>, stride: Int, adding: Bool,
    ahead: RowsAhead? = nil
  ) {
    kernels.pointee.multiply(
      left, leftRow, leftInner, right, rightStride, result, stride, rows, columns, inner, adding, ahead?.waiting)
  }

  /// `result[column * resultStride + row] = rows[row * stride + column]`, both counts rounded up to multiples of 4.
  static func transpose(
    _ rows: UnsafePointer<Float>, stride: Int, count: Int, columns: Int, into result: UnsafeMutablePointer<Float>,
    resultStride: Int
  ) {
    w2v_transpose(result, resultStride, rows, stride, count, columns)
  }
}

// MARK: - Bands

extension VectorMath {
  /// `scores[k]` = `input` · (`contexts` + `offsets[k]`); writes up to the next multiple of 4.
  @inline(__always)
  func bandScores(
    _ input: UnsafePointer<Float>, _ contexts: UnsafePointer<Float>, offsets: UnsafePointer<Int>, count: Int,
    dimension: Int, into scores: UnsafeMutablePointer<Float>
  ) {
    kernels.pointee.band_scores(input, contexts, offsets, count, dimension, scores)
  }

  /// `inputGradient` += Σ `slopes[k]` * (`contexts` + `offsets[k]`), and `contextGradients` + `offsets[k]` gains
  /// `slopes[k]` * `input`; no offset may stand among them twice.
  @inline(__always)
  func bandGradients(
    _ input: UnsafePointer<Float>, _ contexts: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>,
    contextGradients: UnsafeMutablePointer<Float>, offsets: UnsafePointer<Int>, slopes: UnsafePointer<Float>,
    count: Int, dimension: Int
  ) {
    kernels.pointee.band_gradients(
      input, contexts, inputGradient, contextGradients, offsets, slopes, count, dimension)
  }
}

// MARK: - Rows of tables

extension VectorMath {
  /// Asks for a row, or whatever else lies at a place, ahead of its use.
  @inline(__always) static func prefetch<Element>(_ row: UnsafePointer<Element>, count: Int) {
    cvk_prefetch(row, count * MemoryLayout<Element>.stride)
  }

  /// Copies rows of a table with their padding one after the other into `rows`.
  @inline(__always)
  func gather(
    _ ordinals: UnsafePointer<Int32>, count: Int, from table: UnsafePointer<Float>, tableStride: Int,
    into rows: UnsafeMutablePointer<Float>, stride: Int
  ) {
    kernels.pointee.gather_rows(rows, stride, table, tableStride, ordinals, count)
  }

  /// Moves rows of a table along their gradients by row-wise AdaGrad.
  @inline(__always)
  func stepAdaGrad(
    _ table: UnsafeMutablePointer<Float>, tableStride: Int, accumulators: UnsafeMutablePointer<Float>,
    ordinals: UnsafePointer<Int32>, count: Int, gradients: UnsafePointer<Float>, stride: Int, dimension: Int,
    rate: Float
  ) {
    kernels.pointee.step_adagrad(
      table, tableStride, accumulators, ordinals, count, gradients, stride, dimension, rate)
  }

  /// Moves rows of a table along their gradients by plain descent, each step cut to length 1.
  @inline(__always)
  func stepSGD(
    _ table: UnsafeMutablePointer<Float>, tableStride: Int, ordinals: UnsafePointer<Int32>, count: Int,
    gradients: UnsafePointer<Float>, stride: Int, dimension: Int, rate: Float
  ) {
    kernels.pointee.step_sgd(table, tableStride, ordinals, count, gradients, stride, dimension, rate)
  }
}
