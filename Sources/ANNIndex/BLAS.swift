import COpenBLAS

/// The one matrix product that exact search needs.
enum BLAS {
  /// Threads are ours: a library that starts its own beside them is slower for products of this size.
  private static let isSingleThreaded: Void = openblas_set_num_threads(1)

  /// All inner products of two sets of rows: `products[i, j] = left[i] · right[j]`, row-major.
  ///
  /// - Parameters:
  ///   - left: `leftCount` rows of `dimension` values, `leftStride` apart.
  ///   - right: `rightCount` rows of `dimension` values, `rightStride` apart.
  ///   - products: room for `leftCount` x `rightCount` values.
  static func innerProducts(
    _ left: UnsafePointer<Float>, leftCount: Int, leftStride: Int,
    _ right: UnsafePointer<Float>, rightCount: Int, rightStride: Int,
    dimension: Int, into products: UnsafeMutablePointer<Float>
  ) {
    _ = isSingleThreaded
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(leftCount), Int32(rightCount), Int32(dimension),
      1, left, Int32(leftStride), right, Int32(rightStride), 0, products, Int32(rightCount))
  }
}
