/// The rows of a graph's nodes, in the form in which a walk compares them with what it looks for.
protocol ScoredRows: Sendable {
  /// What a walk looks for.
  associatedtype Query

  /// The row of a node as a query.
  func query(of node: UInt32) -> Query

  /// How near the row of a node is; higher is nearer.
  func score(_ query: Query, _ node: UInt32) -> Float

  /// How near the rows of four nodes are: for each what ``score(_:_:)-(_,UInt32)`` gives.
  func score(_ query: Query, four nodes: UnsafePointer<UInt32>) -> SIMD4<Float>

  /// Asks for the row of a node ahead of its use.
  func prefetch(_ node: UInt32)
}

/// The rows as they are: scores are exact.
struct FloatRows: ScoredRows {
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

  @inline(__always) func prefetch(_ node: UInt32) {
    ANNIndex.prefetch(rows[Int(node)], count: rows.dimension)
  }
}
