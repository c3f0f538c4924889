/// Queries copied to whole cache lines and prepared for a metric as rows are.
final class PreparedQueries: @unchecked Sendable {  // written only by `init`
  let stride: Int
  private let block: UnsafeMutablePointer<Float>
  private let lengths: [Float]

  /// - Parameter queries: row-major, `count` x `dimension`; a query that is not usable is the caller's mistake.
  init(_ queries: [Float], count: Int, dimension: Int, metric: Metric) {
    let stride = VectorRows.stride(dimension: dimension)
    let block = AlignedBlock.allocate(count: count * stride, repeating: Float(0))
    self.stride = stride
    self.block = block
    lengths = queries.withUnsafeBufferPointer { queries in
      (0..<count).map { position in
        let query = UnsafeBufferPointer(rebasing: queries[position * dimension..<(position + 1) * dimension])
        let length = VectorRows.squaredLength(query).squareRoot()
        // A value that is not finite makes the length infinite or NaN, and neither compares as at most the limit.
        precondition(
          length <= Double(VectorRows.maximumLength), "a query's values must be finite and its length at most 1e18")
        VectorRows.write(query, dividedBy: metric == .cosine ? length : 1, to: block + position * stride)
        return metric == .cosine ? length > 0 ? 1 : 0 : Float(length)
      }
    }
  }

  deinit { block.deallocate() }

  /// The first value of a query.
  @inline(__always) subscript(_ position: Int) -> UnsafePointer<Float> { UnsafePointer(block + position * stride) }

  /// The length of a prepared query: 1 for cosine, but 0 for a query of zeros.
  func length(_ position: Int) -> Float { lengths[position] }
}
