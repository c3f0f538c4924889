/// What takes in the nodes that a walk or a scan scores, beside the candidates that lead a walk.
protocol Collector {
  /// Takes a scored node in.
  mutating func meet(_ candidate: Candidate)

  /// Takes four scored nodes in.
  mutating func meet(_ scores: SIMD4<Float>, _ nodes: UnsafePointer<UInt32>)
}

extension Collector {
  @inline(__always) mutating func meet(_ scores: SIMD4<Float>, _ nodes: UnsafePointer<UInt32>) {
    for lane in 0..<4 { meet(Candidate(score: scores[lane], node: nodes[lane])) }
  }
}

/// Takes nothing in: the candidates of the walk are the answer.
struct NoCollector: Collector {
  /// Without a field all of them would have one address, which the thread sanitizer takes for sharing.
  private var field: UInt8 = 0

  @inline(__always) mutating func meet(_ candidate: Candidate) {}
}

extension TopCandidates: Collector {
  @inline(__always) mutating func meet(_ candidate: Candidate) { insert(candidate) }

  /// In a scan nearly all are too far: that takes one comparison for four.
  @inline(__always) mutating func meet(_ scores: SIMD4<Float>, _ nodes: UnsafePointer<UInt32>) {
    guard any(scores .>= barScore) else { return }
    for lane in 0..<4 { insert(Candidate(score: scores[lane], node: nodes[lane])) }
  }
}

/// Takes in the best of the rows that may be returned: those that pass a filter, a few of each group.
///
/// A filter limits what is collected, never where a walk goes: nodes that do not pass are its bridges.
struct RowCollector: Collector {
  private let filter: Filter?
  private let isEligible: (@Sendable (Int) -> Bool)?
  private let equalRows: EqualRows
  private var best: TopCandidates

  /// - Parameter wanted: how many rows to collect, at least 1.
  init(_ request: SearchRequest, equalRows: EqualRows, wanted: Int) {
    filter = request.filter
    isEligible = request.isEligible
    self.equalRows = equalRows
    best = TopCandidates(wanted, grouping: request.grouping)
  }

  @inline(__always) mutating func meet(_ candidate: Candidate) {
    guard best.wants(score: candidate.score) else { return }
    equalRows.forEachRow(of: candidate.node) { row in
      let row = Candidate(score: candidate.score, node: UInt32(truncatingIfNeeded: row))
      if filter?.contains(Int(row.node)) ?? true, isEligible?(Int(row.node)) ?? true { best.insert(row) }
      // Of equal rows the lower come first: where one is not wanted, those behind it are not.
      return best.wants(row)
    }
  }

  /// The best rows, nearest first; the node of a candidate is its row.
  consuming func sorted() -> [Candidate] { best.sorted() }
}
