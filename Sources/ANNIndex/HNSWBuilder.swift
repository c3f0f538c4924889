/// Builds a graph from distinct rows (algorithm 1 of the paper), in parallel and to the same bytes for any number of
/// threads.
///
/// Nodes are inserted in batches. A batch has three steps, and in none of them does one thread read what another writes:
///
/// 1. Each node of the batch searches the graph as it was before the batch and chooses its links.
/// 2. The links are turned round and grouped by the node they lead to.
/// 3. Each of those nodes takes its new links in, and is pruned at most once.
///
/// Nodes of one batch do not see each other, so batches start small and stay small against the graph (the approach of
/// Manohar et al., "ParlayANN", 2024). Locking the lists instead is no faster and gives another graph on every run.
///
/// Walks and the choice of links may each compare the rows in another form than the exact one: see ``QuantizedRows``.
struct HNSWBuilder<Walked: ComparedRows, Compared: ComparedRows> {
  let rows: VectorRows
  let parameters: HNSWParameters
  let graph: HNSWGraph
  let selection: NeighborSelection<Compared>
  private let search: HNSWSearch<Walked>
  let threads: Int
  private let scratches: [SearchScratch]

  /// A batch is at most this part of the nodes that are already in. Inserting them one by one gave the same recall, within
  /// the noise, on 19,000 word vectors and on 126,000 rows from playlists.
  private static var batchShare: Int { 16 }
  /// Nodes a thread takes at a time.
  private static var chunk: Int { 8 }

  /// - Parameters:
  ///   - rows: distinct rows; node `i` is row `i`.
  ///   - walked: the same rows, as walks compare them.
  ///   - compared: the same rows, as links are chosen by.
  ///   - graph: what is there already, with a level for each row; nil for a graph without links.
  init(
    rows: VectorRows, walked: Walked, compared: Compared, parameters: HNSWParameters, threads: Int,
    graph: HNSWGraph? = nil
  ) {
    self.rows = rows
    self.parameters = parameters
    self.threads = threads
    self.graph =
      graph
      ?? HNSWGraph(
        maximumLinks: parameters.maximumLinks,
        levels: (0..<rows.count).map {
          HNSWGraph.level(of: $0, seed: parameters.seed, maximumLinks: parameters.maximumLinks)
        })
    selection = NeighborSelection(rows: compared)
    search = HNSWSearch(graph: self.graph, rows: walked)
    scratches = (0..<threads).map { _ in SearchScratch(nodes: rows.count, links: 2 * parameters.maximumLinks) }
  }

  /// Inserts nodes, in the given order, into a graph that holds others or none.
  ///
  /// - Parameters:
  ///   - nodes: each once, and none that is in already.
  ///   - inserted: how many are in.
  ///   - afterBatch: called after every batch, on the calling thread, with how many nodes are in.
  func insert(
    _ nodes: [UInt32], after inserted: Int, afterBatch: (Int) -> Void = { _ in }
  ) {
    var done = 0
    if inserted == 0, let first = nodes.first {
      graph.entryPoint = first
      graph.topLevel = Int(graph.levels[Int(first)])
      done = 1
    }
    while done < nodes.count {
      let end = batchEnd(of: nodes, from: done, inserted: inserted + done)
      insert(nodes[done..<end])
      done = end
      afterBatch(inserted + done)
    }
  }

  /// Links to those of the given nodes that are hard to find, and returns how many links that took.
  ///
  /// - Parameter precision: the form in which searches will compare rows; where that is not known yet, walks of the build.
  func linkToLost(among nodes: [UInt32], bySearchesOf precision: WalkPrecision? = nil) -> Int {
    let exact = HNSWSearch(graph: graph, rows: FloatRows(rows))
    func repair(_ walked: HNSWSearch<some ComparedRows>) -> Int {
      LostNodeRepair(graph: graph, walked: walked, exact: exact, scratches: scratches).run(among: nodes)
    }
    return precision == .float ? repair(exact) : repair(search)
  }

  /// Links to nodes that cannot be reached; all must be in.
  func linkToUnreachable() -> ReachabilityRepair.Outcome {
    guard rows.count > 0 else { return .init() }
    return ReachabilityRepair(
      graph: graph, search: HNSWSearch(graph: graph, rows: FloatRows(rows)),
      beamWidth: parameters.constructionBeamWidth, scratch: scratches[0]
    ).run()
  }

  /// The end of the batch that starts at a position.
  ///
  /// A node that raises the top level is a batch of its own: two in one batch could not link to each other up there.
  private func batchEnd(of nodes: [UInt32], from start: Int, inserted: Int) -> Int {
    let limit = min(start + max(1, inserted / Self.batchShare), nodes.count)
    let raising = (start..<limit).first { Int(graph.levels[Int(nodes[$0])]) > graph.topLevel }
    return raising.map { max($0, start + 1) } ?? limit
  }

  private func insert(_ batch: ArraySlice<UInt32>) {
    Parallel.forEachChunk(of: batch.count, chunk: Self.chunk, threads: threads) { worker, range in
      for position in range { chooseLinks(of: batch[batch.startIndex + position], scratch: scratches[worker]) }
    }
    let highest = batch.reduce(0) { max($0, Int(graph.levels[Int($1)])) }
    for level in 0...min(highest, graph.topLevel) { takeBackLinks(of: batch, level: level) }
    if highest > graph.topLevel, let first = batch.first {
      graph.topLevel = highest
      graph.entryPoint = first
    }
  }

  /// Searches the frozen graph and writes the links of a new node, on each of its levels that the graph has.
  private func chooseLinks(of node: UInt32, scratch: SearchScratch) {
    let row = search.rows.query(of: node)
    let highest = Int(graph.levels[Int(node)])
    var entry = graph.entryPoint
    for level in stride(from: graph.topLevel, through: 0, by: -1) {
      if level > highest {
        entry = search.descend(row, from: entry, level: level, scratch: scratch)
      } else {
        search.searchLevel(
          row, from: entry, level: level, beamWidth: parameters.constructionBeamWidth, scratch: scratch)
        entry = scratch.pool[0].node
        // Scores of another form would not compare with those that the selection takes.
        if !(Walked.self is Compared.Type) { selection.rescore(scratch.mutableCandidates, from: node) }
        graph.setLinks(
          of: node, level: level, to: selection.select(scratch.candidates, atMost: graph.capacity(level: level)))
      }
    }
  }

  /// Adds, to every node that the batch links to on a level, the links back.
  private func takeBackLinks(of batch: ArraySlice<UInt32>, level: Int) {
    // Target on top, source below: sorted, the sources of a target are neighbours, and the order is always the same.
    var links: [UInt64] = []
    for node in batch where Int(graph.levels[Int(node)]) >= level {
      for target in graph.linkArray(of: node, level: level) {
        links.append(UInt64(target) << 32 | UInt64(node))
      }
    }
    links.sort()
    var groups: [Int] = []
    for position in links.indices where position == 0 || links[position] >> 32 != links[position - 1] >> 32 {
      groups.append(position)
    }
    groups.append(links.count)
    let (sorted, starts) = (links, groups)
    Parallel.forEachChunk(of: starts.count - 1, chunk: Self.chunk, threads: threads) { _, range in
      for group in range {
        let sources = sorted[starts[group]..<starts[group + 1]]
        takeBackLinks(
          of: UInt32(sources[sources.startIndex] >> 32), level: level,
          from: sources.map { UInt32(truncatingIfNeeded: $0) })
      }
    }
  }

  private func takeBackLinks(of target: UInt32, level: Int, from sources: [UInt32]) {
    let all = graph.linkArray(of: target, level: level) + sources
    let capacity = graph.capacity(level: level)
    if all.count <= capacity {
      graph.setLinks(of: target, level: level, to: all)
    } else {
      let candidates = selection.scored(all, from: target).sorted(by: >)
      graph.setLinks(
        of: target, level: level, to: candidates.withUnsafeBufferPointer { selection.select($0, atMost: capacity) })
    }
  }
}
