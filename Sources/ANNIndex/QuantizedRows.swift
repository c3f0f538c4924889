/// Unit rows in integers: less memory to read, at the price of a small error.
///
/// Scalar quantization, symmetric, one scale for a row. Inner products are exact sums of integers times two scales, so that
/// they have the same bits on every machine. The error of a cosine is about 0.0005 with eight bits and 0.00001 with sixteen.
/// Eight are enough to find what is near; they do not tell near twins apart, so links are chosen with sixteen.
final class QuantizedRows<Code: QuantizedCode>: ComparedRows, @unchecked Sendable {  // written only in `init`
  /// A row to be compared with others.
  struct Query {
    let codes: UnsafePointer<Code>
    let scale: Float
  }

  /// The codes of all rows, then their scales, in one block that starts on a cache line.
  private let block: UnsafeMutableRawPointer
  private let codes: UnsafeMutablePointer<Code>
  private let scales: UnsafeMutablePointer<Float>
  /// Who the memory of ``block`` belongs to; nil for the rows themselves.
  private let owner: AnyObject?
  private let kernels = IntegerKernels.best
  /// Codes from one row to the next, in whole cache lines; those behind the dimension are zero.
  private let stride: Int
  private let count: Int

  /// Lays rows out in a block.
  private init(count: Int, dimension: Int, block: UnsafeMutableRawPointer, owner: AnyObject?) {
    self.count = count
    self.block = block
    self.owner = owner
    stride = Self.stride(dimension: dimension)
    codes = block.bindMemory(to: Code.self, capacity: count * stride)
    scales = (block + count * stride * MemoryLayout<Code>.stride).bindMemory(to: Float.self, capacity: count)
  }

  /// Rounds rows that were prepared for ``Metric/cosine``.
  ///
  /// - Parameter threads: how many threads round.
  /// - Complexity: O(`count` x `dimension`).
  convenience init(_ rows: VectorRows, threads: Int = 1) {
    precondition(rows.metric == .cosine, "products of codes fit in 32 bits for unit rows alone")
    self.init(count: rows.count, dimension: rows.dimension) { _ in }
    Parallel.forEachChunk(of: rows.count, chunk: 1024, threads: threads) { _, nodes in
      for node in nodes { round(UnsafeBufferPointer(start: rows[node], count: rows.dimension), node) }
    }
  }

  /// Takes rounded rows from a file, by filling the block of ``byteCount(count:dimension:)`` bytes.
  convenience init(
    count: Int, dimension: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    let size = Self.byteCount(count: count, dimension: dimension)
    let block = UnsafeMutableRawPointer(AlignedBlock.allocate(count: size, repeating: UInt8(0)))
    self.init(count: count, dimension: dimension, block: block, owner: nil)
    try fill(UnsafeMutableRawBufferPointer(start: block, count: size))
  }

  /// Takes rounded rows as they lie in memory of `owner`, which nobody writes.
  convenience init(count: Int, dimension: Int, bytes: UnsafeRawBufferPointer, owner: AnyObject) {
    precondition(bytes.count == Self.byteCount(count: count, dimension: dimension), "codes, then scales")
    let start = bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
    self.init(
      count: count, dimension: dimension,
      block: start ?? UnsafeMutableRawPointer(AlignedBlock.allocate(count: 0, repeating: UInt8(0))),
      owner: start == nil ? nil : owner)
  }

  private static func stride(dimension: Int) -> Int {
    let line = 64 / MemoryLayout<Code>.stride
    return (dimension + line - 1) / line * line
  }

  /// Bytes of the codes and scales of so many rows.
  static func byteCount(count: Int, dimension: Int) -> Int {
    count * (stride(dimension: dimension) * MemoryLayout<Code>.stride + MemoryLayout<Float>.stride)
  }

  /// Whether rounding can have made the rows: no code is the smallest integer, and scales are finite and not negative.
  var isSound: Bool {
    UnsafeBufferPointer(start: codes, count: count * stride).allSatisfy { $0 != .min }
      && UnsafeBufferPointer(start: scales, count: count).allSatisfy { $0 >= 0 && $0.isFinite }
  }

  /// The size of a step in a node's row.
  @inline(__always) func scale(of node: UInt32) -> Float { scales[Int(node)] }

  /// The codes of all rows, then their scales.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: block, count: memoryBytes) }

  private func round(_ row: UnsafeBufferPointer<Float>, _ node: Int) {
    scales[node] = Self.round(row, into: codes + node * stride)
  }

  /// Rounds a row into as many codes and returns the size of a step: 0 for a row of zeros, which stays zeros.
  private static func round(_ row: UnsafeBufferPointer<Float>, into codes: UnsafeMutablePointer<Code>) -> Float {
    // Of numbers that are not negative the bits are ordered as they are, and whole numbers are compared many at a time.
    let largest = Float(bitPattern: row.reduce(0) { max($0, $1.magnitude.bitPattern) })
    let steps = Code.steps(largest: largest)
    guard steps > 0 else { return 0 }
    // A sum with 1.5 x 2^23 has no place for a fraction: its last bits are the nearest integer, without a call.
    let zero: Float = 0x1.8p23
    for position in row.indices {
      codes[position] = Code(truncatingIfNeeded: (row[position] * steps + zero).bitPattern &- zero.bitPattern)
    }
    return 1 / steps
  }

  /// Calls `body` with queries that are no rows, rounded as rows are.
  ///
  /// - Parameter queries: each of length 1, with as many values as rows have.
  @inline(__always)
  func withQueries<Result>(
    _ queries: some Collection<UnsafeBufferPointer<Float>>, _ body: (UnsafeBufferPointer<Query>) -> Result
  ) -> Result {
    let count = queries.count
    return withUnsafeTemporaryAllocation(byteCount: count * stride * MemoryLayout<Code>.stride, alignment: 64) {
      buffer in
      withUnsafeTemporaryAllocation(of: Query.self, capacity: count) { rounded in
        let codes = buffer.bindMemory(to: Code.self)
        codes.initialize(repeating: 0)
        for (position, values) in queries.enumerated() {
          let start = codes.baseAddress! + position * stride
          let scale = Self.round(values, into: start)
          rounded.initializeElement(at: position, to: Query(codes: UnsafePointer(start), scale: scale))
        }
        return body(UnsafeBufferPointer(rounded))
      }
    }
  }

  /// The front of a sorted list of candidates: those that may be among the `wanted` nearest in truth.
  ///
  /// A row may be nearer than it seems by a step of the query's and one of its own, which is more than three standard
  /// deviations of the difference between two scores.
  func undecided(
    _ candidates: UnsafeMutableBufferPointer<Candidate>, step: Float, keeping wanted: Int
  ) -> UnsafeMutableBufferPointer<Candidate> {
    guard wanted < candidates.count else { return candidates }
    let last = candidates[wanted - 1]
    let bar = last.score - step - scales[Int(last.node)]
    var end = wanted
    while end < candidates.count, candidates[end].score >= bar { end += 1 }
    return UnsafeMutableBufferPointer(rebasing: candidates[..<end])
  }

  /// Bytes of memory the codes take.
  var memoryBytes: Int { count * (stride * MemoryLayout<Code>.stride + MemoryLayout<Float>.stride) }

  deinit { if owner == nil { block.deallocate() } }

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

  @inline(__always) func score(
    queries: UnsafePointer<Query>, four nodes: UnsafePointer<UInt32>
  ) -> Four<SIMD4<Float>> {
    let products = Code.dotTile(
      kernels, (queries[0].codes, queries[1].codes, queries[2].codes, queries[3].codes),
      (
        UnsafePointer(codes + Int(nodes[0]) &* stride), UnsafePointer(codes + Int(nodes[1]) &* stride),
        UnsafePointer(codes + Int(nodes[2]) &* stride), UnsafePointer(codes + Int(nodes[3]) &* stride)
      ), stride)
    let four = SIMD4(scales[Int(nodes[0])], scales[Int(nodes[1])], scales[Int(nodes[2])], scales[Int(nodes[3])])
    return (
      queries[0].scale * four * SIMD4<Float>(products.0), queries[1].scale * four * SIMD4<Float>(products.1),
      queries[2].scale * four * SIMD4<Float>(products.2), queries[3].scale * four * SIMD4<Float>(products.3)
    )
  }

  @inline(__always) func prefetch(_ node: UInt32) {
    ANNIndex.prefetch(UnsafePointer(codes + Int(node) &* stride), count: stride)
    ANNIndex.prefetch(UnsafePointer(scales + Int(node)), count: 1)
  }
}
