extension HNSWIndex {
  /// The exact nearest rows, by comparing the query with every eligible row: what ``ExactIndex`` would answer.
  ///
  /// - Complexity: O(eligible rows x `dimension`).
  public func searchExactly(_ query: [Float], k: Int, filter: Filter? = nil) -> [Neighbor] {
    search(query, SearchRequest(k: k, effort: .exact, filter: filter)).neighbors
  }

  /// A row as it is compared: of length 1 for cosine.
  public func row(_ ordinal: Int) -> [Float] {
    precondition(ordinal >= 0 && ordinal < count, "a row is one of the index")
    return Array(UnsafeBufferPointer(start: rows[Int(equalRows.node(of: ordinal))], count: dimension))
  }

  /// The scores of named rows for a query, as a search would give them.
  ///
  /// - Parameters:
  ///   - query: `dimension` finite values; need not be normalised.
  ///   - ordinals: rows, each in `0..<count`.
  /// - Complexity: O(ordinals x `dimension`).
  public func scores(_ query: [Float], of ordinals: [Int]) -> [Float] {
    precondition(query.count == dimension, "a query has the rows' dimension")
    let query = PreparedQueries(query, count: 1, dimension: dimension, metric: metric)
    return withExtendedLifetime(query) {
      ordinals.map { ordinal in
        precondition(ordinal >= 0 && ordinal < count, "a row is one of the index")
        return exact.score(query[0], equalRows.node(of: ordinal))
      }
    }
  }
}
