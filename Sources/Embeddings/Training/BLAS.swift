import COpenBLAS

/// Matrix products: the only file of this library that knows OpenBLAS.
///
/// Matrices are row-major; `stride` is the distance in floats between the starts of two rows. The products run on
/// the calling thread alone: the workers that call them are the parallelism.
enum BLAS {
  /// Whether a matrix enters a product as it lies in memory or mirrored.
  enum Orientation {
    case plain, transposed

    fileprivate var code: CBLAS_TRANSPOSE { self == .plain ? CblasNoTrans : CblasTrans }
  }

  /// One side of a product.
  struct Operand {
    let start: UnsafePointer<Float>
    let stride: Int
    let orientation: Orientation

    init(_ start: UnsafePointer<Float>, stride: Int, _ orientation: Orientation = .plain) {
      self.start = start
      self.stride = stride
      self.orientation = orientation
    }
  }

  /// The name OpenBLAS gives to the kernels it chose for this CPU, such as `SkylakeX`.
  ///
  /// Speed, and the last bits of every product, depend on it.
  static let coreName: String = {
    useOneThread()
    return String(cString: openblas_get_corename())
  }()

  /// `result = left * right`, or `result += left * right`: `rows` x `columns` from a sum over `inner` terms.
  static func multiply(
    _ left: Operand, _ right: Operand, rows: Int, columns: Int, inner: Int,
    into result: UnsafeMutablePointer<Float>, stride: Int, adding: Bool = false
  ) {
    cblas_sgemm(
      CblasRowMajor, left.orientation.code, right.orientation.code, Int32(rows), Int32(columns), Int32(inner),
      1, left.start, Int32(left.stride), right.start, Int32(right.stride), adding ? 1 : 0, result, Int32(stride))
  }

  /// Keeps OpenBLAS from starting threads of its own; called once before any product.
  static func useOneThread() { _ = oneThread }

  private static let oneThread: Void = openblas_set_num_threads(1)
}
