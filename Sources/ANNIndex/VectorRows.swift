import Files

/// Rows of one dimension in one aligned block, prepared for a metric and never changed after.
///
/// Each row starts on a cache line (64 bytes) and is padded with zeros to whole lines, so that a row touches as few
/// lines as it can and a file of rows can be used as it lies.
final class VectorRows: @unchecked Sendable {  // the block is written only before `init` returns
  let count: Int
  let dimension: Int
  let metric: Metric
  /// Floats from one row to the next, a multiple of 16.
  let stride: Int
  private let block: UnsafeMutablePointer<Float>
  /// Who the memory of ``block`` belongs to; nil for the rows themselves.
  private let owner: AnyObject?

  /// The longest row or query that is accepted. Up to here neither an inner product nor a squared distance overflows.
  static let maximumLength: Float = 1e18

  /// The most values a row can have: far more than any model makes, and few enough that no size in bytes overflows.
  static let maximumDimension = 1 << 20

  /// Makes room for rows, to be filled by the initialiser that called.
  private init(uninitializedCount count: Int, dimension: Int, metric: Metric) {
    self.count = count
    self.dimension = dimension
    self.metric = metric
    stride = Self.stride(dimension: dimension)
    block = AlignedBlock.allocate(count: count * stride, repeating: 0)
    owner = nil
  }

  /// Takes rows as they lie in memory of `owner`, already prepared, which nobody writes.
  init(count: Int, dimension: Int, metric: Metric, bytes: UnsafeRawBufferPointer, owner: AnyObject) {
    stride = Self.stride(dimension: dimension)
    precondition(bytes.count == count * stride * 4, "rows lie `stride` floats apart")
    self.count = count
    self.dimension = dimension
    self.metric = metric
    let floats = bytes.bindMemory(to: Float.self).baseAddress
    block = floats.map { UnsafeMutablePointer(mutating: $0) } ?? AlignedBlock.allocate(count: 0, repeating: 0)
    self.owner = floats == nil ? nil : owner
  }

  deinit { if owner == nil { block.deallocate() } }

  /// Copies rows, normalising them for ``Metric/cosine``.
  ///
  /// - Parameter rows: row-major, `count` x `dimension`.
  /// - Throws: `DataError` with code `badData`, naming the first row with a value that is not finite or a length over 1e18.
  convenience init(copying rows: [Float], count: Int, dimension: Int, metric: Metric) throws {
    precondition(
      1...Self.maximumDimension ~= dimension, "rows need 1 to \(Self.maximumDimension) values, not \(dimension)")
    precondition(0 <= count && count < Candidate.maximumNodes, "an index cannot have \(count) rows")
    precondition(rows.count == count * dimension, "\(rows.count) values are not \(count) rows of \(dimension)")
    self.init(uninitializedCount: count, dimension: dimension, metric: metric)
    try rows.withUnsafeBufferPointer { rows in
      for ordinal in 0..<count {
        let row = UnsafeBufferPointer(rebasing: rows[ordinal * dimension..<(ordinal + 1) * dimension])
        guard Self.isUsable(row) else {
          throw DataError(
            .badData, at: "row \(ordinal)", "a value is not finite, or the row's length is over 1e18",
            remedy: "remove or repair that vector")
        }
        Self.prepare(row, metric: metric, into: block + ordinal * stride)
      }
    }
  }

  /// Keeps the named rows of another block, in the given order.
  convenience init(selecting ordinals: [UInt32], of rows: VectorRows) {
    let none = VectorRows(uninitializedCount: 0, dimension: rows.dimension, metric: rows.metric)
    self.init(selecting: ordinals, of: rows, followedBy: none)
  }

  /// Keeps the named rows of one block, in the given order, and all of another of the same dimension and metric behind them.
  init(selecting ordinals: [UInt32], of rows: VectorRows, followedBy others: VectorRows) {
    precondition(rows.dimension == others.dimension && rows.metric == others.metric, "rows of one kind")
    count = ordinals.count + others.count
    dimension = rows.dimension
    metric = rows.metric
    stride = rows.stride
    owner = nil
    block = AlignedBlock.allocate(count: count * stride, repeating: 0)
    for (position, ordinal) in ordinals.enumerated() {
      (block + position * stride).update(from: rows[Int(ordinal)], count: stride)
    }
    (block + ordinals.count * stride).update(from: others[0], count: others.count * stride)
  }

  /// Takes rows from a file, already prepared, by filling the block of `count` x `stride` floats.
  convenience init(
    count: Int, dimension: Int, metric: Metric, filledBy fill: (UnsafeMutableRawBufferPointer) throws -> Void
  ) throws {
    self.init(uninitializedCount: count, dimension: dimension, metric: metric)
    try fill(UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: block, count: count * stride)))
  }

  /// The first value of a row.
  @inline(__always) subscript(_ position: Int) -> UnsafePointer<Float> { UnsafePointer(block + position &* stride) }

  /// All rows with their padding.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(UnsafeBufferPointer(start: block, count: count * stride))
  }

  /// The first row that ``isUsable(_:)-swift.type.method`` refuses, or nil.
  var firstUnusable: Int? {
    (0..<count).first { !Self.isUsable(UnsafeBufferPointer(start: self[$0], count: dimension)) }
  }

  /// Floats from one row to the next: the dimension in whole cache lines.
  static func stride(dimension: Int) -> Int { (dimension + 15) / 16 * 16 }

  /// Whether all values are finite and the length is at most ``maximumLength``.
  static func isUsable(_ row: UnsafeBufferPointer<Float>) -> Bool {
    // A value that is not finite makes the sum infinite or NaN, and neither compares as at most the limit.
    squaredLength(row) <= Double(maximumLength) * Double(maximumLength)
  }

  static func isUsable(_ row: [Float]) -> Bool { row.withUnsafeBufferPointer { isUsable($0) } }

  /// The sum of the squares, in double precision and always in the same order, so that it has the same bits on every machine.
  static func squaredLength(_ row: UnsafeBufferPointer<Float>) -> Double {
    // Eight sums beside each other do not wait for each other.
    var sums = SIMD8<Double>.zero
    var position = 0
    while position + 8 <= row.count {
      let values = eight(of: row, from: position)
      sums += values * values
      position += 8
    }
    return row[position...].reduce(into: sums.sum()) { $0 += Double($1) * Double($1) }
  }

  @inline(__always) private static func eight(of row: UnsafeBufferPointer<Float>, from position: Int) -> SIMD8<Double> {
    SIMD8<Double>(UnsafeRawBufferPointer(row).loadUnaligned(fromByteOffset: 4 * position, as: SIMD8<Float>.self))
  }

  /// Writes a row or query as the metric wants it: divided by its length for cosine, where zeros stay zeros.
  static func prepare(_ row: UnsafeBufferPointer<Float>, metric: Metric, into prepared: UnsafeMutablePointer<Float>) {
    write(row, dividedBy: metric == .cosine ? squaredLength(row).squareRoot() : 1, to: prepared)
  }

  /// Writes a row divided by its length, or by 1; zeros for a length of 0.
  static func write(
    _ row: UnsafeBufferPointer<Float>, dividedBy length: Double, to prepared: UnsafeMutablePointer<Float>
  ) {
    guard length > 0 else {
      prepared.update(repeating: 0, count: row.count)
      return
    }
    // A sum with 0 turns a negative zero into a zero: equal rows shall have equal bits.
    var position = 0
    while position + 8 <= row.count {
      let scaled = SIMD8<Float>(eight(of: row, from: position) / length) + 0
      UnsafeMutableRawPointer(prepared + position).storeBytes(of: scaled, as: SIMD8<Float>.self)
      position += 8
    }
    while position < row.count {
      prepared[position] = Float(Double(row[position]) / length) + 0
      position += 1
    }
  }
}
