/// Chooses which candidates a node is linked to (algorithm 4 of the paper).
///
/// From the nearest on, a candidate is kept unless some kept one is at least as near to it as the node itself is: then the
/// way over the kept one serves. Links so point in different directions, and between clumps. "At least as near" matters:
/// when a tie counted as farther, rows at equal distances would fill each other's lists and leave no way out.
struct NeighborSelection {
  let rows: VectorRows
  let scorer: RowScorer

  /// The nodes to link to, nearest first.
  ///
  /// - Parameter candidates: nearest first; the node itself is not among them.
  func select(_ candidates: UnsafeBufferPointer<Candidate>, atMost limit: Int) -> [UInt32] {
    var kept: [UInt32] = []
    kept.reserveCapacity(limit)
    for (position, candidate) in candidates.enumerated() {
      if position + 1 < candidates.count { prefetch(rows[Int(candidates[position + 1].node)], count: rows.dimension) }
      if isBeaten(candidate, by: kept) { continue }
      kept.append(candidate.node)
      if kept.count == limit { break }
    }
    return kept
  }

  /// Scores nodes as seen from a node.
  func scored(_ nodes: [UInt32], from node: UInt32) -> [Candidate] {
    let row = rows[Int(node)]
    for other in nodes { prefetch(rows[Int(other)], count: rows.dimension) }
    return nodes.map { Candidate(score: scorer.score(row, rows[Int($0)]), node: $0) }
  }

  private func isBeaten(_ candidate: Candidate, by kept: [UInt32]) -> Bool {
    let row = rows[Int(candidate.node)]
    let score = candidate.score
    var position = 0
    while position + 4 <= kept.count {
      let scores = scorer.score(
        row, rows[Int(kept[position])], rows[Int(kept[position + 1])], rows[Int(kept[position + 2])],
        rows[Int(kept[position + 3])])
      if scores.max() >= score { return true }
      position += 4
    }
    return kept[position...].contains { scorer.score(row, rows[Int($0)]) >= score }
  }
}
