import Synchronization

/// Exact nearest neighbours by comparing with every row: the yardstick of ``HNSWIndex``, and the better choice for small
/// sets and for batches.
///
/// A single query is a scan with the vector kernels (`RowScans`). A batch is screened by blocked matrix products, and
/// what passes the screen is scored by those same kernels: both ways give the same bits.
public final class ExactIndex: Index {
  let rows: VectorRows
  private let rounded: QuantizedRows<Int8>?
  let scorer: RowScorer
  /// Squared lengths of the rows, for the distances of ``Metric/l2`` (empty for the others), and the longest length.
  private let squaredLengths: [Float]
  private let longestLength: Float

  public var count: Int { rows.count }
  public var dimension: Int { rows.dimension }
  public var metric: Metric { rows.metric }

  /// Queries and rows that one matrix product compares: the block of scores stays in a core's cache.
  private static let queryBlock = 64
  private static let rowBlock = 1024

  /// Copies rows into an index.
  ///
  /// - Parameters:
  ///   - rows: row-major, `count` x `dimension`.
  ///   - count: how many rows, at least 0.
  ///   - dimension: values in a row, at least 1.
  /// - Throws: `DataError` with code `badData`, naming a row that has a value that is not finite or a length over 1e18.
  public convenience init(rows: [Float], count: Int, dimension: Int, metric: Metric) throws {
    let rows = try VectorRows(copying: rows, count: count, dimension: dimension, metric: metric)
    self.init(rows: rows, rounded: metric == .cosine ? QuantizedRows<Int8>(rows) : nil)
  }

  /// - Parameter rounded: the same rows, for single queries; nil where only batches will be asked for, or rows cannot be
  ///   rounded.
  init(rows: VectorRows, rounded: QuantizedRows<Int8>? = nil) {
    self.rows = rows
    self.rounded = rounded
    scorer = RowScorer(metric: rows.metric, dimension: rows.dimension)
    let squares = (0..<rows.count).map {
      Float(VectorRows.squaredLength(UnsafeBufferPointer(start: rows[$0], count: rows.dimension)))
    }
    squaredLengths = rows.metric == .l2 ? squares : []
    longestLength = (squares.max() ?? 0).squareRoot()
  }

  /// The exact nearest rows; the effort changes nothing.
  ///
  /// Rows compared by cosine are first scored as rounded to eight bits, and those that this leaves undecided by the rows
  /// themselves, where there are so many that this pays: the answer is the same (`UndecidedRows`).
  ///
  /// - Complexity: O(`count` x `dimension`), or the eligible rows x `dimension`.
  public func search(_ query: [Float], _ request: SearchRequest) -> SearchAnswer {
    checkDoor(queries: query, queryCount: 1, request)
    let eligible = request.filter?.eligibleCount ?? count
    let wanted = min(request.k, eligible)
    guard wanted > 0 else { return SearchAnswer(shortfall: request.k > 0 ? .noMoreRows : nil) }
    let query = PreparedQueries(query, count: 1, dimension: dimension, metric: metric)
    var meter = SearchMeter(request.budget)
    let scan = RowScans(exact: FloatRows(rows), rounded: rounded, equalRows: EqualRows(distinct: count))
    let target = SingleTarget(query, 0, dimension: dimension)
    let found = withExtendedLifetime(target) { scan.nearest(target, wanted: wanted, request, meter: &meter) }
    var answer = SearchAnswer(
      neighbors: found, mode: .scan, isCut: meter.isCut, visited: meter.visited, computed: meter.computed)
    answer.close(request, eligible: eligible)
    return answer
  }

  /// The exact nearest rows of many queries.
  ///
  /// - Parameters:
  ///   - queries: row-major, any number of rows of `dimension` values.
  ///   - k: how many rows are wanted for each, at least 0.
  ///   - filter: the rows that may be returned to any of them; nil means all.
  ///   - threads: how many threads share the queries; 0 means one for each core.
  /// - Returns: for each query what ``search(_:_:)`` gives, bit by bit.
  public func search(batch queries: [Float], k: Int, filter: Filter? = nil, threads: Int = 1) -> [[Neighbor]] {
    let queryCount = queries.count / dimension
    checkDoor(queries: queries, queryCount: queryCount, SearchRequest(k: k, filter: filter))
    guard min(k, count) > 0 else { return Array(repeating: [], count: queryCount) }
    let prepared = PreparedQueries(queries, count: queryCount, dimension: dimension, metric: metric)
    let answers = Mutex(Array(repeating: [Neighbor](), count: queryCount))
    Parallel.forEachChunk(of: queryCount, chunk: Self.queryBlock, threads: Parallel.threadCount(threads)) { _, range in
      for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: Self.queryBlock) {
        let block = start..<min(start + Self.queryBlock, range.upperBound)
        let found = searchBlock(prepared, block, k: min(k, count), filter: filter)
        answers.withLock { $0.replaceSubrange(block, with: found) }
      }
    }
    return answers.withLock { $0 }
  }

  /// The exact score of one row: what every search reports for it.
  func score(_ query: UnsafePointer<Float>, _ ordinal: Int) -> Float { scorer.score(query, rows[ordinal]) + 0 }

  private func searchBlock(_ queries: PreparedQueries, _ block: Range<Int>, k: Int, filter: Filter?) -> [[Neighbor]] {
    var screens = block.map { TopCandidates(k, slack: screenSlack(queryLength: queries.length($0))) }
    let squares = block.map { queries.length($0) * queries.length($0) }
    let products = AlignedBlock.allocate(count: block.count * Self.rowBlock, repeating: Float(0))
    defer { products.deallocate() }
    for start in Swift.stride(from: 0, to: count, by: Self.rowBlock) {
      let width = min(Self.rowBlock, count - start)
      BLAS.innerProducts(
        queries[block.lowerBound], leftCount: block.count, leftStride: queries.stride,
        rows[start], rightCount: width, rightStride: rows.stride, dimension: dimension, into: products)
      for position in 0..<block.count {
        let scores = products + position * width
        for column in 0..<width {
          let score =
            metric == .l2 ? 2 * scores[column] - squaredLengths[start + column] - squares[position] : scores[column]
          if let filter, !filter.contains(start + column) { continue }
          screens[position].insert(Candidate(score: score, node: UInt32(truncatingIfNeeded: start + column)))
        }
      }
    }
    return zip(block, screens).map { query, screen in
      var best = TopCandidates(k)
      for passed in screen.sorted() {
        best.insert(Candidate(score: score(queries[query], Int(passed.node)), node: passed.node))
      }
      return best.sorted().map(Neighbor.init)
    }
  }

  /// How far below the `k`-th screened score a row may lie and still belong to the true `k`.
  ///
  /// The matrix product and the kernels add in different orders. A sum of `d` products is off by at most
  /// `d x 2^-24 x |query| x |row|` (Higham, Accuracy and Stability of Numerical Algorithms, 3.1), in either of the two,
  /// on the way in and on the way out; a distance made of three such sums, by that of `(|query| + |row|)^2`.
  private func screenSlack(queryLength: Float) -> Float {
    let unit = Float(dimension + 8) * 0x1p-24
    let scale =
      metric == .l2
      ? (queryLength + longestLength) * (queryLength + longestLength) : queryLength * longestLength
    return max(4 * unit * scale, .leastNormalMagnitude)
  }
}

extension Neighbor {
  init(_ candidate: Candidate) { self.init(ordinal: Int(candidate.node), score: candidate.score) }
}
