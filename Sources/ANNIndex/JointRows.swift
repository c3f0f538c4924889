/// Rows in some form, compared with several queries at once (``JointQuery``): a row is fetched once for all of them.
struct JointRows<Rows: ScoredRows>: ScoredRows {
  /// The queries in the form of the rows, the wanted before the unwanted. Keeps nothing alive.
  struct Query {
    let queries: UnsafePointer<Rows.Query>
    /// Of the wanted, all together 1.
    let shares: UnsafeBufferPointer<Float>
    let unwantedCount: Int
    let combination: JointQuery.Combination
    let penalty: Float
    /// Room for the scores of four rows for each of the wanted, and for the exponentials of these.
    let room: UnsafeMutablePointer<SIMD4<Float>>
  }

  let rows: Rows

  @inline(__always) func score(_ query: Query, _ node: UInt32) -> Float {
    // A lane's score does not depend on the others.
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4) { four in
      four.initialize(repeating: node)
      return score(query, four: four.baseAddress!)[0]
    }
  }

  @inline(__always) func score(_ query: Query, four nodes: UnsafePointer<UInt32>) -> SIMD4<Float> {
    var combined: SIMD4<Float>
    switch query.combination {
    case .maximum: combined = highest(query.queries, query.shares.count, nodes, least: -.infinity)
    case .softMaximum(let sharpness):
      let count = query.shares.count
      forEachScore(query.queries, count, nodes) { query.room[$0] = $1 }
      let exponentials = VectorMath.exponentials(of: query.room, count: count, times: sharpness)
      var sum = SIMD4<Float>.zero
      for position in 0..<count { sum += query.shares[position] * exponentials[position] }
      combined = VectorMath.logarithm(sum) / sharpness
    }
    guard query.unwantedCount > 0 else { return combined }
    return combined - query.penalty
      * highest(query.queries + query.shares.count, query.unwantedCount, nodes, least: 0)
  }

  static var scoresOneAsFour: Bool { true }

  @inline(__always) func prefetch(_ node: UInt32) { rows.prefetch(node) }

  func entries(for query: Query, in graph: HNSWGraph, scratch: SearchScratch, meter: inout SearchMeter) -> [UInt32] {
    let search = HNSWSearch(graph: graph, rows: rows)
    return (0..<query.shares.count).map { search.descend(query.queries[$0], scratch: scratch, meter: &meter) }
  }

  @inline(__always) private func highest(
    _ queries: UnsafePointer<Rows.Query>, _ count: Int, _ nodes: UnsafePointer<UInt32>, least: Float
  ) -> SIMD4<Float> {
    var highest = SIMD4(repeating: least)
    forEachScore(queries, count, nodes) { _, scores in highest = VectorMath.maximum(highest, scores) }
    return highest
  }

  /// Scores four rows for one query after the other.
  @inline(__always) private func forEachScore(
    _ queries: UnsafePointer<Rows.Query>, _ count: Int, _ nodes: UnsafePointer<UInt32>,
    _ body: (_ position: Int, _ scores: SIMD4<Float>) -> Void
  ) {
    var position = 0
    while position &+ 4 <= count {
      let scores = rows.score(queries: queries + position, four: nodes)
      body(position, scores.0)
      body(position &+ 1, scores.1)
      body(position &+ 2, scores.2)
      body(position &+ 3, scores.3)
      position &+= 4
    }
    while position < count {
      body(position, rows.score(queries[position], four: nodes))
      position &+= 1
    }
  }
}
