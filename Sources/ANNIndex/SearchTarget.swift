/// What a search looks for, one query or several asked as one, in each form in which an index compares rows.
protocol SearchTarget {
  /// The rows as they are, as the target compares them.
  associatedtype Exact: ScoredRows
  /// Rounded rows, as the target compares them.
  associatedtype Rounded: ScoredRows

  /// Whether it is nearer to some rows than to others: to a query of zeros all are alike, and no walk knows where to go.
  var hasDirection: Bool { get }

  func exact(_ rows: FloatRows) -> Exact
  /// What ``exact(_:)`` compares its rows with.
  var exactQuery: Exact.Query { get }

  /// Calls `body` with rounded rows and what they are compared with.
  func withRounded<Result>(_ rows: QuantizedRows<Int8>, _ body: (Rounded, Rounded.Query) -> Result) -> Result
  /// The size of a step in what rounded rows are compared with.
  func step(of query: Rounded.Query) -> Float
  /// How far the score of a rounded row may be from that of the row itself.
  func roundingError(of query: Rounded.Query) -> RoundingError
}

/// One query.
struct SingleTarget: SearchTarget {
  private let queries: PreparedQueries
  private let position: Int
  private let dimension: Int

  /// - Parameter position: which of the queries.
  init(_ queries: PreparedQueries, _ position: Int, dimension: Int) {
    (self.queries, self.position, self.dimension) = (queries, position, dimension)
  }

  private var values: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: queries[position], count: dimension) }

  var hasDirection: Bool { queries.length(position) > 0 }

  func exact(_ rows: FloatRows) -> FloatRows { rows }
  var exactQuery: UnsafePointer<Float> { queries[position] }

  @inline(__always) func withRounded<Result>(
    _ rows: QuantizedRows<Int8>, _ body: (QuantizedRows<Int8>, QuantizedRows<Int8>.Query) -> Result
  ) -> Result {
    withExtendedLifetime(queries) { rows.withQueries(CollectionOfOne(values)) { body(rows, $0[0]) } }
  }

  func step(of query: QuantizedRows<Int8>.Query) -> Float { query.scale }
  func roundingError(of query: QuantizedRows<Int8>.Query) -> RoundingError { RoundingError(of: query, from: values) }
}

/// Several queries asked as one, by one thread.
final class JointTarget: SearchTarget {
  private let query: JointQuery
  private let dimension: Int
  /// The wanted before the unwanted.
  private let queries: PreparedQueries
  private let pointers: UnsafeMutableBufferPointer<UnsafePointer<Float>>
  private let shares: UnsafeMutableBufferPointer<Float>
  private let room: UnsafeMutablePointer<SIMD4<Float>>

  init(_ query: JointQuery, dimension: Int, metric: Metric) {
    let count = query.weights.count + query.unwanted.count / dimension
    let queries = PreparedQueries(query.wanted + query.unwanted, count: count, dimension: dimension, metric: metric)
    self.query = query
    self.dimension = dimension
    self.queries = queries
    pointers = .allocate(capacity: count)
    _ = pointers.initialize(from: (0..<count).map { queries[$0] })
    shares = .allocate(capacity: query.weights.count)
    let total = query.weights.reduce(0, +)
    _ = shares.initialize(from: query.weights.map { $0 / total })
    room = .allocate(capacity: 2 * shares.count)
    room.initialize(repeating: .zero, count: 2 * shares.count)
  }

  deinit {
    pointers.deallocate()
    shares.deallocate()
    room.deallocate()
  }

  var hasDirection: Bool { query.weights.indices.contains { queries.length($0) > 0 } }

  func exact(_ rows: FloatRows) -> JointRows<FloatRows> { JointRows(rows: rows) }
  var exactQuery: JointRows<FloatRows>.Query { joint(UnsafePointer(pointers.baseAddress!)) }

  @inline(__always) func withRounded<Result>(
    _ rows: QuantizedRows<Int8>,
    _ body: (JointRows<QuantizedRows<Int8>>, JointRows<QuantizedRows<Int8>>.Query) -> Result
  ) -> Result {
    rows.withQueries(pointers.lazy.map { [dimension] in UnsafeBufferPointer(start: $0, count: dimension) }) {
      body(JointRows(rows: rows), joint($0.baseAddress!))
    }
  }

  private func joint<Rows>(_ queries: UnsafePointer<Rows.Query>) -> JointRows<Rows>.Query {
    JointRows<Rows>.Query(
      queries: queries, shares: UnsafeBufferPointer(shares), unwantedCount: pointers.count - shares.count,
      combination: query.combination, penalty: query.penalty, room: room)
  }

  func step(of query: JointRows<QuantizedRows<Int8>>.Query) -> Float {
    let largest = pointers.indices.reduce(0) { max($0, query.queries[$1].scale) }
    return largest * (1 + query.penalty)
  }

  /// A combined score is off by no more than the wanted score that is off most, and as much of the unwanted one as counts.
  func roundingError(of query: JointRows<QuantizedRows<Int8>>.Query) -> RoundingError {
    var error = RoundingError(query: 0, perStep: 0)
    for position in pointers.indices {
      let other = RoundingError(
        of: query.queries[position], from: UnsafeBufferPointer(start: pointers[position], count: dimension))
      error.query = max(error.query, other.query)
      error.perStep = max(error.perStep, other.perStep)
    }
    let penalized = query.unwantedCount > 0 ? 1 + query.penalty : 1
    // What exponential and logarithm may be off besides.
    return RoundingError(query: error.query * penalized + 2e-6, perStep: error.perStep * penalized)
  }
}
