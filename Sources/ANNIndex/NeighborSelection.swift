/// Chooses which candidates a node is linked to (algorithm 4 of the paper).
///
/// From the nearest on, a candidate is kept unless some kept one is at least as near to it as the node itself is: then the
/// way over the kept one serves. Links so point in different directions, and between clumps. "At least as near" matters:
/// when a tie counted as farther, rows at equal distances would fill each other's lists and leave no way out.
struct NeighborSelection<Rows: ComparedRows> {
  let rows: Rows

  /// The nodes to link to, nearest first.
  ///
  /// - Parameters:
  ///   - candidates: nearest first; the node itself is not among them.
  ///   - before: nodes that are kept in any case, none of which is a candidate.
  func select(
    _ candidates: UnsafeBufferPointer<Candidate>, atMost limit: Int, after before: [UInt32] = []
  ) -> [UInt32] {
    var kept = before
    guard kept.count < limit else { return kept }
    kept.reserveCapacity(limit)
    for (position, candidate) in candidates.enumerated() {
      if position + 1 < candidates.count { rows.prefetch(candidates[position + 1].node) }
      if isBeaten(candidate, by: kept) { continue }
      kept.append(candidate.node)
      if kept.count == limit { break }
    }
    return kept
  }

  /// Scores nodes as seen from a node.
  func scored(_ nodes: [UInt32], from node: UInt32) -> [Candidate] {
    let query = rows.query(of: node)
    for other in nodes { rows.prefetch(other) }
    return nodes.map { Candidate(score: rows.score(query, $0), node: $0) }
  }

  /// Gives candidates their scores as seen from a node, and the order of those.
  func rescore(_ candidates: UnsafeMutableBufferPointer<Candidate>, from node: UInt32) {
    _ = rows.rescore(candidates, for: rows.query(of: node), keeping: candidates.count)
  }

  private func isBeaten(_ candidate: Candidate, by kept: [UInt32]) -> Bool {
    let query = rows.query(of: candidate.node)
    let score = candidate.score
    return kept.withUnsafeBufferPointer { kept in
      guard let first = kept.baseAddress else { return false }
      var position = 0
      while position + 4 <= kept.count {
        if rows.score(query, four: first + position).max() >= score { return true }
        position += 4
      }
      return kept[position...].contains { rows.score(query, $0) >= score }
    }
  }
}
