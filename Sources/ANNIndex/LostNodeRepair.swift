import Synchronization

/// Finds the nodes that a search for their own row misses, and links to them.
///
/// Rows of playlists come in tight clumps, and pruning leaves few ways into a clump: one link serves for all its members,
/// as seen from outside. A search that passes by that link misses the clump whole, at almost any effort. Pruned lists are
/// a third full, so that there is room for one more way in.
///
/// Most nodes are found by a search that compares rows in the form in which the index's own searches will: those are settled.
/// Rounded rows do not tell near twins apart, so those that it misses are searched for by the rows as they are.
struct LostNodeRepair<Walked: ComparedRows> {
  let graph: HNSWGraph
  let walked: HNSWSearch<Walked>
  let exact: HNSWSearch<FloatRows>
  let scratches: [SearchScratch]

  /// As wide as the most hurried search: who is found by this is found by all that are wider. On 126,000 distinct rows
  /// from real playlists, 691 links found with this width raised the recall of walks of 16, 64 and 256 candidates from
  /// 0.981, 0.994 and 0.996 to 0.995, 0.999 and 0.999; with a width of 32 the first stayed at 0.990.
  private static var beamWidth: Int { 12 }
  /// Nodes a thread takes at a time.
  private static var chunk: Int { 64 }

  /// Links to those of the given nodes that are lost and returns how many links it added.
  ///
  /// The searches of the first pass share the threads and change nothing; the few nodes they miss are taken one by one,
  /// in order, because one new link often finds a whole clump.
  ///
  /// - Complexity: one narrow search a node, about a tenth of the build where rows are rounded.
  func run(among nodes: [UInt32]) -> Int {
    let lost = Mutex<[UInt32]>([])
    Parallel.forEachChunk(of: nodes.count, chunk: Self.chunk, threads: scratches.count) { worker, range in
      let found = nodes[range].filter { isLost($0, scratch: scratches[worker]) }
      if !found.isEmpty { lost.withLock { $0 += found } }
    }
    var added = 0
    var queue = lost.withLock { $0.sorted() }
    let limit = 100 + 4 * queue.count
    var position = 0
    while position < min(queue.count, limit) {
      let node = queue[position]
      position += 1
      guard isLost(node, scratch: scratches[0]) else { continue }
      if let displaced = linkFromNearest(to: node, met: scratches[0].candidates) { queue.append(displaced) }
      added += 1
    }
    return added
  }

  /// Whether neither search for a node's own row finds it; what the exact one met is left in the scratch then.
  private func isLost(_ node: UInt32, scratch: SearchScratch) -> Bool {
    isMissed(node, by: walked, scratch: scratch) && isMissed(node, by: exact, scratch: scratch)
  }

  /// Whether a walk for a node's own row does not meet the node, though it would have kept it.
  private func isMissed(_ node: UInt32, by search: HNSWSearch<some ComparedRows>, scratch: SearchScratch) -> Bool {
    let row = search.rows.query(of: node)
    search.walk(row, beamWidth: Self.beamWidth, scratch: scratch)
    let candidates = scratch.candidates
    let itself = Candidate(score: search.rows.score(row, node), node: node)
    // By inner product, longer rows can take all the places of a walk. That is no loss.
    if candidates.count == Self.beamWidth, candidates[candidates.count - 1] > itself { return false }
    return !candidates.contains { $0.node == node }
  }

  /// Adds a link from the nearest candidate that has a free slot; where none has one, in the place of the last link of the
  /// nearest, whose target is returned: it may be lost now.
  private func linkFromNearest(to node: UInt32, met candidates: UnsafeBufferPointer<Candidate>) -> UInt32? {
    let capacity = graph.capacity(level: 0)
    for candidate in candidates {
      let count = graph.linkCount(of: candidate.node, level: 0)
      guard count < capacity else { continue }
      graph.links(of: candidate.node, level: 0)[count] = node
      return nil
    }
    guard let nearest = candidates.first else { return nil }
    let links = graph.links(of: nearest.node, level: 0)
    defer { links[capacity - 1] = node }
    return links[capacity - 1]
  }
}
