/// Finds the nodes that no walk on level 0 can reach from the entry point, and links to them.
///
/// Pruning can take a node's last incoming link, and inner products make rows that nobody points at. Such a row would
/// never be found, at any effort.
struct ReachabilityRepair {
  /// What a repair found and did.
  struct Outcome: Sendable, Equatable {
    /// Nodes that could not be reached before.
    var unreachableBefore = 0
    /// Links that were added.
    var linksAdded = 0
    /// Nodes that cannot be reached still.
    var unreachableAfter = 0
  }

  let graph: HNSWGraph
  let search: HNSWSearch
  let beamWidth: Int
  let scratch: SearchScratch

  /// A link may displace another, so one round can cut off what it did not mean to; more than a few rounds do not pay.
  private static let maximumRounds = 4

  /// Repairs the graph.
  ///
  /// - Complexity: a search for each node that is out of reach and not reached over another repaired one, at most one
  ///   search for every ten nodes and round, beside a visit of all links a round.
  func run() -> Outcome {
    var outcome = Outcome()
    for round in 0..<Self.maximumRounds {
      var marks = Array(repeating: false, count: graph.nodeCount)
      let reached = graph.markReachable(from: graph.entryPoint, in: &marks)
      outcome.unreachableAfter = graph.nodeCount - reached
      if round == 0 { outcome.unreachableBefore = outcome.unreachableAfter }
      if outcome.unreachableAfter == 0 { return outcome }
      var budget = 100 + graph.nodeCount / 10
      for node in 0..<UInt32(graph.nodeCount) where !marks[Int(node)] && budget > 0 {
        budget -= 1
        linkTo(node)
        outcome.linksAdded += 1
        graph.markReachable(from: node, in: &marks)
      }
    }
    var marks = Array(repeating: false, count: graph.nodeCount)
    outcome.unreachableAfter = graph.nodeCount - graph.markReachable(from: graph.entryPoint, in: &marks)
    return outcome
  }

  /// Links to a node from the nearest reachable node with a free slot; where none is free, from the nearest of all, in
  /// the place of its last link.
  private func linkTo(_ node: UInt32) {
    // From the entry point, on level 0, a search meets only nodes that can be reached. Down the upper levels it could
    // start among those that cannot.
    search.searchLevel(
      search.rows[Int(node)], from: graph.entryPoint, level: 0, beamWidth: beamWidth, scratch: scratch)
    let candidates = scratch.candidates
    let capacity = graph.capacity(level: 0)
    let free = candidates.first { graph.linkCount(of: $0.node, level: 0) < capacity }
    let source = (free ?? candidates[0]).node
    graph.links(of: source, level: 0)[min(graph.linkCount(of: source, level: 0), capacity - 1)] = node
  }
}
