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
  let search: HNSWSearch<FloatRows>
  let beamWidth: Int
  let scratch: SearchScratch

  /// A link may displace another, so one round can cut off what it did not mean to; more than a few rounds do not pay.
  private static let maximumRounds = 4

  /// Repairs the graph.
  ///
  /// - Complexity: a search for each node that is out of reach and not reached over another repaired one, at most one for
  ///   every two nodes in all, beside a visit of all links a round.
  func run() -> Outcome {
    var outcome = Outcome()
    var budget = 100 + graph.nodeCount / 2
    for round in 0...Self.maximumRounds {
      var marks = Array(repeating: false, count: graph.nodeCount)
      outcome.unreachableAfter = graph.nodeCount - graph.markReachable(from: graph.entryPoint, in: &marks)
      if round == 0 { outcome.unreachableBefore = outcome.unreachableAfter }
      if outcome.unreachableAfter == 0 || round == Self.maximumRounds || budget == 0 { break }
      var incoming = incomingLinks()
      for node in 0..<UInt32(graph.nodeCount) where !marks[Int(node)] && budget > 0 {
        budget -= 1
        guard linkTo(node, incoming: &incoming) else { continue }
        outcome.linksAdded += 1
        graph.markReachable(from: node, in: &marks)
      }
    }
    return outcome
  }

  /// Links to a node from the nearest reachable node with a free slot; where none has one, in the place of a link to a node
  /// that has others. By inner product the nearest are always the same long rows, whose lists are soon full.
  private func linkTo(_ node: UInt32, incoming: inout [UInt32]) -> Bool {
    // From the entry point, on level 0, a search meets only nodes that can be reached. Down the upper levels it could
    // start among those that cannot.
    search.searchLevel(
      search.rows.query(of: node), from: graph.entryPoint, level: 0, beamWidth: beamWidth, scratch: scratch)
    let capacity = graph.capacity(level: 0)
    for candidate in scratch.candidates {
      let count = graph.linkCount(of: candidate.node, level: 0)
      guard count < capacity else { continue }
      graph.links(of: candidate.node, level: 0)[count] = node
      incoming[Int(node)] += 1
      return true
    }
    for candidate in scratch.candidates {
      let links = graph.links(of: candidate.node, level: 0)
      // The last links are the farthest.
      guard let slot = (0..<capacity).last(where: { incoming[Int(links[$0])] > 1 }) else { continue }
      incoming[Int(links[slot])] -= 1
      incoming[Int(node)] += 1
      links[slot] = node
      return true
    }
    return false
  }

  /// How many links of level 0 lead to each node.
  private func incomingLinks() -> [UInt32] {
    var incoming = Array(repeating: UInt32(0), count: graph.nodeCount)
    for node in 0..<UInt32(graph.nodeCount) {
      for link in graph.linkArray(of: node, level: 0) { incoming[Int(link)] += 1 }
    }
    return incoming
  }
}
