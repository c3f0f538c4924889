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
        precondition(VectorRows.isUsable(query), "a query's values must be finite and its length at most 1e18")
        VectorRows.prepare(query, metric: metric, into: block + position * stride)
        return Float(
          VectorRows.squaredLength(UnsafeBufferPointer(start: block + position * stride, count: dimension)).squareRoot()
        )
      }
    }
  }

  deinit { block.deallocate() }

  /// The first value of a query.
  @inline(__always) subscript(_ position: Int) -> UnsafePointer<Float> { UnsafePointer(block + position * stride) }

  /// The length of a prepared query: 1 for cosine, but 0 for a query of zeros.
  func length(_ position: Int) -> Float { lengths[position] }
}
