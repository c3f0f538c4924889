extension HNSWBuilder {
  /// Takes the nodes of another graph over, under new numbers, and bridges those that are left out.
  ///
  /// Whoever linked to a node that is gone is linked to that node's own neighbours instead, as far as its other links do not
  /// serve for them: the ways that led over it are kept. (FreshDiskANN, Singh et al., 2021, chooses among all links anew; the
  /// lists then grow shorter with every round, and recall with them.)
  ///
  /// - Parameters:
  ///   - old: the other graph, with lists as long as this one's. This one is without links.
  ///   - numbers: for each old node its new one, or ``HNSWGraph/noLink``; levels are the same.
  func adopt(_ old: HNSWGraph, numbers: [UInt32]) {
    Parallel.forEachChunk(of: old.nodeCount, chunk: 256, threads: threads) { _, range in
      for node in range where numbers[node] != HNSWGraph.noLink {
        for level in 0...Int(old.levels[node]) {
          graph.setLinks(
            of: numbers[node], level: level, to: bridged(UInt32(node), level: level, in: old, numbers: numbers))
        }
      }
    }
    chooseEntryPoint(from: old, numbers: numbers)
  }

  /// The links of a node under their new numbers, those to nodes that are gone replaced by the links of these.
  private func bridged(_ node: UInt32, level: Int, in old: HNSWGraph, numbers: [UInt32]) -> [UInt32] {
    let links = old.linkArray(of: node, level: level)
    let gone = links.filter { numbers[Int($0)] == HNSWGraph.noLink }
    let kept = links.map { numbers[Int($0)] }.filter { $0 != HNSWGraph.noLink }
    guard !gone.isEmpty else { return kept }
    var beyond: [UInt32] = []
    var seen = Set(kept)
    seen.insert(numbers[Int(node)])
    for link in gone {
      for next in old.linkArray(of: link, level: level).map({ numbers[Int($0)] })
      where next != HNSWGraph.noLink && seen.insert(next).inserted {
        beyond.append(next)
      }
    }
    let candidates = selection.scored(beyond, from: numbers[Int(node)]).sorted(by: >)
    return candidates.withUnsafeBufferPointer {
      selection.select($0, atMost: graph.capacity(level: level), after: kept)
    }
  }

  private func chooseEntryPoint(from old: HNSWGraph, numbers: [UInt32]) {
    let kept = (0..<old.nodeCount).filter { numbers[$0] != HNSWGraph.noLink }
    guard let highest = kept.map({ old.levels[$0] }).max() else { return }
    let same = old.nodeCount > 0 ? numbers[Int(old.entryPoint)] : HNSWGraph.noLink
    graph.topLevel = Int(highest)
    graph.entryPoint =
      same != HNSWGraph.noLink
      ? same : kept.first { old.levels[$0] == highest }.map { numbers[$0] } ?? 0
  }
}
