/// Searches a graph for the nearest nodes to one of its own, to see how well walks do.
struct NodeSearch {
  let graph: HNSWGraph
  let exact: FloatRows

  /// The nearest nodes a walk finds over rows in some form, by exact scores, the asked node among them.
  func nearest(
    to node: UInt32, over rows: some ComparedRows, beamWidth: Int, k: Int, scratch: SearchScratch
  ) -> [Candidate] {
    HNSWSearch(graph: graph, rows: rows).walk(rows.query(of: node), beamWidth: beamWidth, scratch: scratch)
    let kept = exact.rescore(scratch.mutableCandidates, for: exact.query(of: node), keeping: k)
    return Array(scratch.candidates[..<kept])
  }

  /// The same, over the rows as an index walks over them.
  func nearest(
    to node: UInt32, over rows: WalkedRows, beamWidth: Int, k: Int, scratch: SearchScratch
  ) -> [Candidate] {
    switch rows {
    case .int8(let rows): nearest(to: node, over: rows, beamWidth: beamWidth, k: k, scratch: scratch)
    case .float(let rows): nearest(to: node, over: rows, beamWidth: beamWidth, k: k, scratch: scratch)
    }
  }
}
