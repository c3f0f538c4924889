import COpenBLAS

extension BLAS {
  /// The rotation (or reflection) that the matrix is nearest to: `U Vᵀ` of its singular value decomposition, through LAPACK.
  ///
  /// - Parameter matrix: row-major, dimension x dimension.
  /// - Returns: row-major, dimension x dimension; nil when the decomposition does not converge.
  static func nearestRotation(to matrix: [Float], dimension: Int) -> [Float]? {
    precondition(matrix.count == dimension * dimension, "a square matrix")
    useOneThread()
    var work = matrix
    var (values, left, right) = (
      [Float](repeating: 0, count: dimension), [Float](repeating: 0, count: matrix.count),
      [Float](repeating: 0, count: matrix.count)
    )
    let n = Int32(dimension)
    // A: all columns of both sides.
    let all = CChar(UInt8(ascii: "A"))
    let status = LAPACKE_sgesdd(
      LAPACK_ROW_MAJOR, all, n, n, &work, n, &values, &left, n, &right, n)
    guard status == 0 else { return nil }
    return product(left, right, rows: dimension, columns: dimension, inner: dimension)
  }

  /// The product of two matrices in arrays.
  ///
  /// - Parameters:
  ///   - left: row-major; `rows` x `inner`, or `inner` x `rows` where it is transposed.
  ///   - right: row-major, `inner` x `columns`.
  static func product(
    _ left: [Float], _ right: [Float], leftIs orientation: Orientation = .plain, rows: Int, columns: Int, inner: Int
  ) -> [Float] {
    precondition(left.count == rows * inner && right.count == inner * columns, "the sides fit together")
    var result = [Float](repeating: 0, count: rows * columns)
    guard !result.isEmpty, inner > 0 else { return result }
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        result.withUnsafeMutableBufferPointer { result in
          guard let left = left.baseAddress, let right = right.baseAddress, let result = result.baseAddress else {
            return
          }
          multiply(
            Operand(left, stride: orientation == .plain ? inner : rows, orientation), Operand(right, stride: columns),
            rows: rows, columns: columns, inner: inner, into: result, stride: columns)
        }
      }
    }
    return result
  }
}
