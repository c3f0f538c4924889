/// Walks over a graph (algorithms 2 and 5 of the paper).
struct HNSWSearch<Rows: ScoredRows> {
  let graph: HNSWGraph
  let rows: Rows

  /// Finds nodes near a query: down the upper levels by the nearest node of each, then wide on level 0.
  ///
  /// - Parameter beamWidth: how many candidates are kept; the paper's ef.
  @discardableResult func walk(
    _ query: Rows.Query, beamWidth: Int, scratch: SearchScratch, collecting: EligibleNodes? = nil
  )
    -> [Candidate]
  {
    var entry = graph.entryPoint
    for level in stride(from: graph.topLevel, to: 0, by: -1) {
      entry = descend(query, from: entry, level: level, scratch: scratch)
    }
    return searchLevel(query, from: entry, level: 0, beamWidth: beamWidth, scratch: scratch, collecting: collecting)
  }

  /// The nearest node a greedy walk finds on one level.
  func descend(_ query: Rows.Query, from entry: UInt32, level: Int, scratch: SearchScratch) -> UInt32 {
    _ = searchLevel(query, from: entry, level: level, beamWidth: 1, scratch: scratch)
    return scratch.pool[0].node
  }

  /// Searches one level (algorithm 2) and leaves the `beamWidth` nearest nodes it met in the scratch.
  ///
  /// The order of work is what makes it fast. Neighbours are first sorted into visited and unvisited without a branch,
  /// then the whole rows of all unvisited ones are asked for, then scored four at a time; only those that beat the worst
  /// candidate are inserted. Peers that take neighbours one by one wait for memory at each of them.
  ///
  /// - Returns: with `collecting`, the best of the eligible nodes it met, nearest first, whether or not they were near
  ///   enough to stay candidates; else nothing.
  @discardableResult func searchLevel(
    _ query: Rows.Query, from entry: UInt32, level: Int, beamWidth: Int, scratch: SearchScratch,
    collecting: EligibleNodes? = nil
  ) -> [Candidate] {
    scratch.begin(beamWidth: beamWidth)
    let tags = scratch.tags
    let tag = scratch.tag
    let gathered = scratch.gathered
    let capacity = graph.capacity(level: level)
    let nodes = UInt32(graph.nodeCount)
    var pool = CandidateList(scratch.pool, capacity: beamWidth)
    var collected = collecting.map { TopCandidates($0.wanted) }

    tags[Int(entry)] = tag
    let first = Candidate(score: rows.score(query, entry), node: entry)
    pool.insert(first)
    if let collecting, collecting.contains(entry) { collected?.insert(first) }

    while let node = pool.expandNext() {
      let links = graph.links(of: node, level: level)
      var unvisited = 0
      for slot in 0..<capacity {
        let link = links[slot]
        // Behind the last link stands a number that is no node's; a mapped file may hold others.
        guard link < nodes else { break }
        gathered[unvisited] = link
        unvisited &+= tags[Int(link)] == tag ? 0 : 1
        tags[Int(link)] = tag
      }
      for position in 0..<unvisited { rows.prefetch(gathered[position]) }
      // The list that will most likely be read next is sent for as well, and so is that of any node that overtakes.
      if let next = pool.next { prefetch(graph.links(of: next, level: level), count: capacity) }

      var position = 0
      while position &+ 4 <= unvisited {
        let four = gathered + position
        let scores = rows.score(query, four: four)
        for lane in 0..<4 where pool.insert(Candidate(score: scores[lane], node: four[lane])) {
          prefetch(graph.links(of: four[lane], level: level), count: capacity)
        }
        if let collecting {
          for lane in 0..<4 where collecting.contains(four[lane]) {
            collected?.insert(Candidate(score: scores[lane], node: four[lane]))
          }
        }
        position &+= 4
      }
      while position < unvisited {
        let candidate = Candidate(score: rows.score(query, gathered[position]), node: gathered[position])
        if pool.insert(candidate) { prefetch(graph.links(of: candidate.node, level: level), count: capacity) }
        if let collecting, collecting.contains(candidate.node) { collected?.insert(candidate) }
        position &+= 1
      }
    }
    scratch.count = pool.count
    return collected?.sorted() ?? []
  }
}

/// The nodes that a filtered walk collects, beside the candidates that lead it.
///
/// A filter limits what is collected, never where the walk goes: nodes that do not pass are its bridges.
struct EligibleNodes {
  let filter: Filter
  let equalRows: EqualRows
  /// How many nodes to collect, at least 1.
  let wanted: Int

  /// Whether any row of a node may be returned.
  func contains(_ node: UInt32) -> Bool {
    var isEligible = false
    equalRows.forEachRow(of: node) {
      isEligible = filter.contains($0)
      return !isEligible
    }
    return isEligible
  }
}
