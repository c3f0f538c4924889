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
    return scores(batch: query, of: ordinals)
  }

  /// The scores of named rows for several queries: for each what ``scores(_:of:)`` gives, bit by bit.
  ///
  /// - Parameters:
  ///   - queries: row-major, any number of rows of `dimension` finite values.
  ///   - ordinals: rows, each in `0..<count`.
  /// - Returns: row-major, ordinals x queries.
  /// - Complexity: O(ordinals x queries x `dimension`); a row is fetched once for all queries.
  public func scores(batch queries: [Float], of ordinals: [Int]) -> [Float] {
    precondition(queries.count % dimension == 0, "queries have the rows' dimension")
    let queryCount = queries.count / dimension
    let nodes = ordinals.map { ordinal in
      precondition(ordinal >= 0 && ordinal < count, "a row is one of the index")
      return equalRows.node(of: ordinal)
    }
    let prepared = PreparedQueries(queries, count: queryCount, dimension: dimension, metric: metric)
    return withExtendedLifetime(prepared) {
      [Float](unsafeUninitializedCapacity: nodes.count * queryCount) { scores, initialized in
        for ahead in nodes.prefix(Self.rowsAhead) { exact.prefetch(ahead) }
        for (place, node) in nodes.enumerated() {
          if place + Self.rowsAhead < nodes.count { exact.prefetch(nodes[place + Self.rowsAhead]) }
          exact.score(node, prepared, count: queryCount) { scores[initialized + $0] = $1 }
          initialized += queryCount
        }
      }
    }
  }

  /// The rows that are on their way while one is scored.
  private static var rowsAhead: Int { 4 }
}
