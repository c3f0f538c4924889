/// A searchable set of rows, frozen when it was made; any number of threads may search it at once.
public protocol Index: Sendable {
  /// How many rows there are.
  var count: Int { get }
  /// How many values a row has.
  var dimension: Int { get }
  /// How rows are compared.
  var metric: Metric { get }

  /// The rows nearest to a query.
  ///
  /// A query whose values are not all finite, or that has another dimension than the rows, is the caller's mistake and
  /// stops the program; where queries come from outside, ask ``accepts(_:)`` first.
  ///
  /// - Parameters:
  ///   - query: `dimension` values; need not be normalised.
  /// - Returns: the rows, nearest first, in the order of ``Neighbor``: `k` of them, or all that may be returned where
  ///   there are fewer, unless the budget was used up before.
  func search(_ query: [Float], _ request: SearchRequest) -> SearchAnswer
}

extension Index {
  /// The rows nearest to a query: exactly `k` of them, or all eligible ones where there are fewer.
  ///
  /// - Parameters:
  ///   - query: `dimension` values; need not be normalised.
  ///   - k: how many rows are wanted, at least 0.
  ///   - effort: how wide to search where the search is approximate (HNSW's `ef`); nil is the index's own default.
  ///   - filter: the rows that may be returned; nil means all of them. Its count is that of the index.
  public func search(_ query: [Float], k: Int, effort: Int? = nil, filter: Filter? = nil) -> [Neighbor] {
    search(query, SearchRequest(k: k, effort: effort.map { .width($0) } ?? .standard, filter: filter)).neighbors
  }

  /// Whether a vector can be a query: it has the rows' dimension, finite values, and a length of at most 1e18.
  public func accepts(_ query: [Float]) -> Bool {
    query.count == dimension && VectorRows.isUsable(query)
  }

  /// The preconditions of every search.
  func checkDoor(queries: [Float], queryCount: Int, _ request: SearchRequest) {
    precondition(
      queries.count == queryCount * dimension, "\(queries.count) values are not queries of \(dimension) values")
    precondition(request.k >= 0, "\(request.k) neighbours cannot be returned")
    precondition(
      request.filter.map { $0.count == count } ?? true, "the filter is not for an index of \(count) rows")
    precondition(
      request.grouping.map { $0.keys.count == count } ?? true, "the grouping is not for an index of \(count) rows")
    precondition(!(request.minimumScore?.isNaN ?? false), "no score is at least NaN")
    precondition(request.entries.allSatisfy { 0 <= $0 && $0 < count }, "a walk begins at rows of the index")
  }
}
