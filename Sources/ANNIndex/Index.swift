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
  ///   - k: how many rows are wanted, at least 0.
  ///   - effort: how wide to search where the search is approximate (HNSW's `ef`); nil is the index's own default.
  ///   - filter: the rows that may be returned; nil means all of them. Its count is that of the index.
  /// - Returns: nearest first, in the order of ``Neighbor``. Exactly `k` rows, or all eligible ones where there are fewer.
  func search(_ query: [Float], k: Int, effort: Int?, filter: Filter?) -> [Neighbor]
}

extension Index {
  /// The rows nearest to a query, with the index's own effort and no filter unless given.
  public func search(_ query: [Float], k: Int, effort: Int? = nil) -> [Neighbor] {
    search(query, k: k, effort: effort, filter: nil)
  }

  /// Whether a vector can be a query: it has the rows' dimension, finite values, and a length of at most 1e18.
  public func accepts(_ query: [Float]) -> Bool {
    query.count == dimension && VectorRows.isUsable(query)
  }
}
