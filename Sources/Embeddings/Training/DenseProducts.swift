/// The three matrix products of a dense block, in which every row meets every column: our own kernels for what fits in
/// a core's cache, OpenBLAS for the rest.
///
/// With X the inputs (rows x dimension), C the contexts (columns x dimension) and G the slopes (rows x columns):
/// scores X·Cᵀ, gradients G·C of the rows and Gᵀ·X of the columns. OpenBLAS packs both sides of every product, which
/// pays for large ones only. On Zen 3 with AVX2 (OpenBLAS 0.3.21, one thread, GFLOP/s over all three; a large `sgemm`
/// reaches 93):
///
/// | rows x columns x dimension | OpenBLAS | kernels |
/// | --- | --- | --- |
/// | 12 x 12 x 100 | 31 | 67 |
/// | 32 x 16 x 100 | 44 | 84 |
/// | 128 x 128 x 100 | 75 | 90 |
/// | 128 x 128 x 300 | 80 | 95 |
/// | 512 x 512 x 512 | 89 | 78 |
///
/// All rows are padded with zeros as ``VectorMath`` says. A value belongs to one worker.
struct DenseProducts {
  /// Whether the kernels are used, not OpenBLAS.
  let usesKernels: Bool

  private let math: VectorMath
  private let ahead: RowsAhead
  private let dimension: Int
  /// Between rows of inputs, contexts and their gradients.
  private let stride: Int
  /// The contexts mirrored, dimension x columns: the form in which the kernels take a right side.
  private let mirrored: UnsafeMutablePointer<Float>

  /// Above so many multiplications the operands no longer fit in a second-level cache.
  private static let largestForKernels = 1 << 24

  /// Prepares for blocks of up to so many rows and columns, whose products send for rows ahead.
  init(rows: Int, columns: Int, dimension: Int, math: VectorMath, ahead: RowsAhead) {
    // The portable level is no match for OpenBLAS's kernels for the same CPU.
    usesKernels = math.level != .portable && rows * columns * dimension <= Self.largestForKernels
    self.math = math
    self.ahead = ahead
    self.dimension = dimension
    stride = VectorMath.stride(for: dimension)
    let size = usesKernels ? (dimension + 3) * VectorMath.stride(for: columns) : 0
    mirrored = .allocate(capacity: size)
    mirrored.initialize(repeating: 0, count: size)
    BLAS.useOneThread()
  }

  /// Frees what the value holds.
  func deallocate() { mirrored.deallocate() }

  /// Must be called with the contexts before their scores are asked for; reads their number rounded up to a multiple of 4.
  func mirror(_ contexts: UnsafePointer<Float>, columns: Int) {
    guard usesKernels else { return }
    VectorMath.transpose(
      contexts, stride: stride, count: columns, columns: dimension, into: mirrored,
      resultStride: VectorMath.stride(for: columns))
  }

  /// `scores` = X·Cᵀ, where C are the contexts that were mirrored last.
  func scores(
    _ inputs: UnsafePointer<Float>, _ contexts: UnsafePointer<Float>, rows: Int, columns: Int,
    into scores: UnsafeMutablePointer<Float>
  ) {
    let width = VectorMath.stride(for: columns)
    if usesKernels {
      math.multiply(
        inputs, leftRow: stride, leftInner: 1, mirrored, rightStride: width, rows: rows, columns: columns,
        inner: dimension, into: scores, stride: width, adding: false, ahead: ahead)
    } else {
      BLAS.multiply(
        .init(inputs, stride: stride), .init(contexts, stride: stride, .transposed),
        rows: rows, columns: columns, inner: dimension, into: scores, stride: width)
    }
  }

  /// `gradients` = G·C, or `gradients` += G·C.
  func rowGradients(
    _ slopes: UnsafePointer<Float>, _ contexts: UnsafePointer<Float>, rows: Int, columns: Int,
    into gradients: UnsafeMutablePointer<Float>, adding: Bool
  ) {
    let width = VectorMath.stride(for: columns)
    if usesKernels {
      math.multiply(
        slopes, leftRow: width, leftInner: 1, contexts, rightStride: stride, rows: rows, columns: dimension,
        inner: columns, into: gradients, stride: stride, adding: adding, ahead: ahead)
    } else {
      BLAS.multiply(
        .init(slopes, stride: width), .init(contexts, stride: stride),
        rows: rows, columns: dimension, inner: columns, into: gradients, stride: stride, adding: adding)
    }
  }

  /// `gradients` = Gᵀ·X.
  func columnGradients(
    _ slopes: UnsafePointer<Float>, _ inputs: UnsafePointer<Float>, rows: Int, columns: Int,
    into gradients: UnsafeMutablePointer<Float>
  ) {
    let width = VectorMath.stride(for: columns)
    if usesKernels {
      math.multiply(
        slopes, leftRow: 1, leftInner: width, inputs, rightStride: stride, rows: columns, columns: dimension,
        inner: rows, into: gradients, stride: stride, adding: false, ahead: ahead)
    } else {
      BLAS.multiply(
        .init(slopes, stride: width, .transposed), .init(inputs, stride: stride),
        rows: columns, columns: dimension, inner: rows, into: gradients, stride: stride)
    }
  }
}
