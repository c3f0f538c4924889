/// Unit rows in integers: less memory to read, at the price of a small error.
///
/// Scalar quantization, symmetric, one scale for a row. Inner products are exact sums of integers times two scales, so that
/// they have the same bits on every machine. The error of a cosine is about 0.0005 with eight bits and 0.00001 with sixteen.
/// Eight are enough to find what is near; they do not tell near twins apart, so links are chosen with sixteen.
final class QuantizedRows<Code: QuantizedCode>: ScoredRows, @unchecked Sendable {  // written only in `init`
  /// A row to be compared with others.
  struct Query {
    let codes: UnsafePointer<Code>
    let scale: Float
  }

  private let codes: UnsafeMutablePointer<Code>
  private let scales: UnsafeMutablePointer<Float>
  private let kernels = IntegerKernels.best
  /// Codes from one row to the next, in whole cache lines; those behind the dimension are zero.
  private let stride: Int

  /// Rounds rows that were prepared for ``Metric/cosine``.
  ///
  /// - Parameter threads: how many threads round.
  /// - Complexity: O(`count` x `dimension`).
  init(_ rows: VectorRows, threads: Int = 1) {
    precondition(rows.metric == .cosine, "products of codes fit in 32 bits for unit rows alone")
    let lane = 64 / MemoryLayout<Code>.stride
    let stride = (rows.dimension + lane - 1) / lane * lane
    let count = max(rows.count, 1)
    self.stride = stride
    codes = UnsafeMutableRawPointer.allocate(byteCount: count * stride * MemoryLayout<Code>.stride, alignment: 64)
      .bindMemory(to: Code.self, capacity: count * stride)
    codes.initialize(repeating: 0, count: count * stride)
    scales = .allocate(capacity: count)
    scales.initialize(repeating: 0, count: count)
    Parallel.forEachChunk(of: rows.count, chunk: 1024, threads: threads) { _, nodes in
      for node in nodes { round(UnsafeBufferPointer(start: rows[node], count: rows.dimension), node) }
    }
  }

  private func round(_ row: UnsafeBufferPointer<Float>, _ node: Int) {
    let steps = Code.steps(largest: row.reduce(0) { max($0, abs($1)) })
    // Rows of zeros stay zeros.
    guard steps > 0 else { return }
    scales[node] = 1 / steps
    let code = codes + node * stride
    // A sum with 1.5 x 2^23 has no place for a fraction: what is left is the nearest integer, without a call.
    for position in row.indices {
      code[position] = Code(truncatingIfNeeded: Int32((row[position] * steps + 0x1.8p23) - 0x1.8p23))
    }
  }

  deinit {
    codes.deallocate()
    scales.deallocate()
  }

  @inline(__always) func query(of node: UInt32) -> Query {
    Query(codes: UnsafePointer(codes + Int(node) &* stride), scale: scales[Int(node)])
  }

  @inline(__always) func score(_ query: Query, _ node: UInt32) -> Float {
    query.scale * scales[Int(node)] * Float(Code.dot(kernels, query.codes, codes + Int(node) &* stride, stride))
  }

  @inline(__always) func score(_ query: Query, four nodes: UnsafePointer<UInt32>) -> SIMD4<Float> {
    let products = Code.dotFour(
      kernels, query.codes, codes + Int(nodes[0]) &* stride, codes + Int(nodes[1]) &* stride,
      codes + Int(nodes[2]) &* stride, codes + Int(nodes[3]) &* stride, stride)
    let four = SIMD4(scales[Int(nodes[0])], scales[Int(nodes[1])], scales[Int(nodes[2])], scales[Int(nodes[3])])
    return query.scale * four * SIMD4<Float>(products)
  }

  @inline(__always) func prefetch(_ node: UInt32) {
    ANNIndex.prefetch(UnsafePointer(codes + Int(node) &* stride), count: stride)
    ANNIndex.prefetch(UnsafePointer(scales + Int(node)), count: 1)
  }
}
