/// Walks over a graph (algorithms 2 and 5 of the paper).
struct HNSWSearch<Rows: ScoredRows> {
  let graph: HNSWGraph
  let rows: Rows

  /// How many of the nodes that a walk begins at are on their way while four are scored.
  private static var entriesAhead: Int { 16 }

  /// Finds nodes near a query: down the upper levels by the nearest node of each, then wide on level 0.
  ///
  /// - Parameters:
  ///   - entries: where to begin on level 0; none means at what is found from the top.
  ///   - beamWidth: how many candidates are kept; the paper's ef.
  ///   - collector: takes in the nodes that are met on level 0, whether or not they are near enough to stay candidates.
  ///   - meter: counts the work, and ends the walk when it says so.
  func walk(
    _ query: Rows.Query, from entries: [UInt32] = [], beamWidth: Int, scratch: SearchScratch,
    collector: inout some Collector, meter: inout SearchMeter
  ) {
    let entries = entries.isEmpty ? rows.entries(for: query, in: graph, scratch: scratch, meter: &meter) : entries
    guard !entries.isEmpty else {
      let entry = descend(query, scratch: scratch, meter: &meter)
      return searchLevel(
        query, from: entry, level: 0, beamWidth: beamWidth, scratch: scratch, collector: &collector, meter: &meter)
    }
    entries.withUnsafeBufferPointer {
      searchLevel(
        query, from: $0, level: 0, beamWidth: beamWidth, scratch: scratch, collector: &collector, meter: &meter)
    }
  }

  /// The same, for the candidates alone and at any price.
  func walk(_ query: Rows.Query, beamWidth: Int, scratch: SearchScratch) {
    var nothing = NoCollector()
    var meter = SearchMeter()
    walk(query, beamWidth: beamWidth, scratch: scratch, collector: &nothing, meter: &meter)
  }

  /// The node of level 0 that a greedy walk comes to from the top.
  func descend(_ query: Rows.Query, scratch: SearchScratch, meter: inout SearchMeter) -> UInt32 {
    var entry = graph.entryPoint
    for level in stride(from: graph.topLevel, to: 0, by: -1) {
      var nothing = NoCollector()
      searchLevel(
        query, from: entry, level: level, beamWidth: 1, scratch: scratch, collector: &nothing, meter: &meter)
      entry = scratch.pool[0].node
    }
    return entry
  }

  /// The nearest node a greedy walk finds on one level.
  func descend(_ query: Rows.Query, from entry: UInt32, level: Int, scratch: SearchScratch) -> UInt32 {
    searchLevel(query, from: entry, level: level, beamWidth: 1, scratch: scratch)
    return scratch.pool[0].node
  }

  /// Searches one level for the candidates alone and at any price.
  func searchLevel(_ query: Rows.Query, from entry: UInt32, level: Int, beamWidth: Int, scratch: SearchScratch) {
    var nothing = NoCollector()
    var meter = SearchMeter()
    searchLevel(
      query, from: entry, level: level, beamWidth: beamWidth, scratch: scratch, collector: &nothing, meter: &meter)
  }

  /// Searches one level (algorithm 2) and leaves the `beamWidth` nearest nodes it met in the scratch.
  ///
  /// The order of work is what makes it fast. Neighbours are first sorted into visited and unvisited without a branch,
  /// then the whole rows of all unvisited ones are asked for, then scored four at a time; only those that beat the worst
  /// candidate are inserted. Peers that take neighbours one by one wait for memory at each of them.
  func searchLevel(
    _ query: Rows.Query, from entry: UInt32, level: Int, beamWidth: Int, scratch: SearchScratch,
    collector: inout some Collector, meter: inout SearchMeter
  ) {
    withUnsafePointer(to: entry) { entry in
      searchLevel(
        query, from: UnsafeBufferPointer(start: entry, count: 1), level: level, beamWidth: beamWidth, scratch: scratch,
        collector: &collector, meter: &meter)
    }
  }

  /// The same, from several nodes.
  func searchLevel(
    _ query: Rows.Query, from entries: UnsafeBufferPointer<UInt32>, level: Int, beamWidth: Int,
    scratch: SearchScratch, collector: inout some Collector, meter: inout SearchMeter
  ) {
    scratch.begin(beamWidth: beamWidth)
    let tags = scratch.tags
    let tag = scratch.tag
    let gathered = scratch.gathered
    let capacity = graph.capacity(level: level)
    let nodes = UInt32(graph.nodeCount)
    var pool = CandidateList(scratch.pool, capacity: beamWidth)
    // A copy, so that counting needs no memory.
    var count = meter
    defer { meter = count }

    for entry in entries.prefix(Self.entriesAhead) { rows.prefetch(entry) }
    var waiting = 0
    for (position, entry) in entries.enumerated() {
      if position + Self.entriesAhead < entries.count { rows.prefetch(entries[position + Self.entriesAhead]) }
      if tags[Int(entry)] != tag {
        tags[Int(entry)] = tag
        gathered[waiting] = entry
        waiting &+= 1
      }
      // For several queries one row costs as much as four.
      guard waiting == 4 || waiting > 0 && position == entries.count - 1 else { continue }
      for lane in waiting..<4 { gathered[lane] = gathered[0] }
      let scores =
        waiting == 1 ? SIMD4(repeating: rows.score(query, gathered[0])) : rows.score(query, four: gathered)
      for lane in 0..<waiting {
        let candidate = Candidate(score: scores[lane], node: gathered[lane])
        pool.insert(candidate)
        collector.meet(candidate)
      }
      waiting = 0
    }

    while !count.isCut, let node = pool.expandNext() {
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
        for lane in 0..<4 {
          let candidate = Candidate(score: scores[lane], node: four[lane])
          if pool.insert(candidate) { prefetch(graph.links(of: four[lane], level: level), count: capacity) }
          collector.meet(candidate)
        }
        position &+= 4
      }
      if Rows.scoresOneAsFour, position < unvisited {
        let rest = gathered + position
        for lane in unvisited &- position..<4 { rest[lane] = rest[0] }
        let scores = rows.score(query, four: rest)
        for lane in 0..<unvisited &- position {
          let candidate = Candidate(score: scores[lane], node: rest[lane])
          if pool.insert(candidate) { prefetch(graph.links(of: rest[lane], level: level), count: capacity) }
          collector.meet(candidate)
        }
        position = unvisited
      }
      while position < unvisited {
        let candidate = Candidate(score: rows.score(query, gathered[position]), node: gathered[position])
        if pool.insert(candidate) { prefetch(graph.links(of: candidate.node, level: level), count: capacity) }
        collector.meet(candidate)
        position &+= 1
      }
      count.addVisit(computed: unvisited)
    }
    scratch.count = pool.count
  }
}
