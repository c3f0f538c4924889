/// The rows of a graph's nodes, in the form in which a walk compares them with what it looks for.
protocol ScoredRows: Sendable {
  /// What a walk looks for.
  associatedtype Query

  /// How near the row of a node is; higher is nearer.
  func score(_ query: Query, _ node: UInt32) -> Float

  /// How near the rows of four nodes are: for each what ``score(_:_:)-(_,UInt32)`` gives.
  func score(_ query: Query, four nodes: UnsafePointer<UInt32>) -> SIMD4<Float>

  /// Whether one row costs as much as four.
  static var scoresOneAsFour: Bool { get }

  /// How near the rows of four nodes are to each of four queries that lie one behind the other: for each query what
  /// ``score(_:four:)`` gives.
  func score(queries: UnsafePointer<Query>, four nodes: UnsafePointer<UInt32>) -> Four<SIMD4<Float>>

  /// Asks for the row of a node ahead of its use.
  func prefetch(_ node: UInt32)

  /// Where a walk over level 0 begins for a query of several parts: near to each of them. None for a query that is one.
  func entries(for query: Query, in graph: HNSWGraph, scratch: SearchScratch, meter: inout SearchMeter) -> [UInt32]
}

extension ScoredRows {
  static var scoresOneAsFour: Bool { false }

  func entries(for query: Query, in graph: HNSWGraph, scratch: SearchScratch, meter: inout SearchMeter) -> [UInt32] {
    []
  }

  @inline(__always) func score(
    queries: UnsafePointer<Query>, four nodes: UnsafePointer<UInt32>
  ) -> Four<SIMD4<Float>> {
    (
      score(queries[0], four: nodes), score(queries[1], four: nodes), score(queries[2], four: nodes),
      score(queries[3], four: nodes)
    )
  }
}

/// Rows that can be compared with each other, as those who build a graph compare them.
protocol ComparedRows: ScoredRows {
  /// The row of a node as a query.
  func query(of node: UInt32) -> Query
}

extension ScoredRows {
  /// Scores candidates again, in this form of the rows, and keeps the best of them, nearest first, at the front.
  ///
  /// - Parameters:
  ///   - wanted: how many to keep, at least 1.
  /// - Returns: how many were kept: all, where there are no more than that.
  func rescore(_ candidates: UnsafeMutableBufferPointer<Candidate>, for query: Query, keeping wanted: Int) -> Int {
    guard let start = candidates.baseAddress else { return 0 }
    // Eight rows are on their way while one is scored.
    for candidate in candidates.prefix(8) { prefetch(candidate.node) }
    // The list never grows past the place that is being read.
    var best = CandidateList(start, capacity: wanted)
    for position in candidates.indices {
      if position + 8 < candidates.count { prefetch(candidates[position + 8].node) }
      let node = candidates[position].node
      best.insert(Candidate(score: score(query, node), node: node))
    }
    return best.count
  }
}

/// The rows as they are: scores are exact.
struct FloatRows: ComparedRows {
  let rows: VectorRows
  let scorer: RowScorer

  init(_ rows: VectorRows) {
    self.rows = rows
    scorer = RowScorer(metric: rows.metric, dimension: rows.dimension)
  }

  @inline(__always) func query(of node: UInt32) -> UnsafePointer<Float> { rows[Int(node)] }

  @inline(__always) func score(_ query: UnsafePointer<Float>, _ node: UInt32) -> Float {
    scorer.score(query, rows[Int(node)])
  }

  @inline(__always) func score(_ query: UnsafePointer<Float>, four nodes: UnsafePointer<UInt32>) -> SIMD4<Float> {
    scorer.score(query, rows[Int(nodes[0])], rows[Int(nodes[1])], rows[Int(nodes[2])], rows[Int(nodes[3])])
  }

  /// How near the row of a node is to each of some queries: for each what ``score(_:_:)`` gives. The row stays in the cache.
  @inline(__always) func score(
    _ node: UInt32, _ queries: PreparedQueries, count: Int, _ body: (_ query: Int, _ score: Float) -> Void
  ) {
    let row = rows[Int(node)]
    var query = 0
    while query + 4 <= count {
      let four = scorer.score(row, queries[query], queries[query + 1], queries[query + 2], queries[query + 3])
      for lane in 0..<4 { body(query + lane, four[lane]) }
      query += 4
    }
    while query < count {
      body(query, scorer.score(queries[query], row))
      query += 1
    }
  }

  @inline(__always) func prefetch(_ node: UInt32) {
    ANNIndex.prefetch(rows[Int(node)], count: rows.dimension)
  }
}
