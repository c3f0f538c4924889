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
  /// The most nodes that a thread takes at a time.
  private static var chunk: Int { 64 }
  /// Lost nodes that are searched for again at the same time.
  private static var batch: Int { 64 }

  /// A lost node, and what the exact search for it met instead: nothing where it has not been searched for.
  private struct LostNode {
    let node: UInt32
    var met: [Candidate] = []
  }

  /// Links to those of the given nodes that are lost and returns how many links it added.
  ///
  /// One new link often finds a whole clump. So the lost are linked to in order, and one that met a node which has been given
  /// a link since is searched for again first. Searches share the threads and change nothing.
  ///
  /// - Complexity: one narrow search a node, about a tenth of the build where rows are rounded.
  func run(among nodes: [UInt32]) -> Int {
    var queue = lostNodes(among: nodes)
    let limit = 100 + 4 * queue.count
    var added = 0
    var sources: Set<UInt32> = []
    var position = 0
    while position < min(queue.count, limit) {
      let batch = queue[position..<min(position + Self.batch, queue.count, limit)]
      position = batch.endIndex
      var lost = batch.filter { !isStale($0, sources) }
      lost += lostNodes(among: batch.filter { isStale($0, sources) }.map(\.node))
      lost.sort { $0.node < $1.node }
      var newSources: Set<UInt32> = []
      for var node in lost {
        if isStale(node, newSources) {
          guard let again = lostNode(node.node, scratch: scratches[0]) else { continue }
          node = again
        }
        let (source, displaced) = linkFromNearest(to: node)
        newSources.insert(source)
        if let displaced { queue.append(LostNode(node: displaced)) }
        added += 1
      }
      sources.formUnion(newSources)
    }
    return added
  }

  /// Those of some nodes that are lost, rising.
  private func lostNodes(among nodes: [UInt32]) -> [LostNode] {
    let lost = Mutex<[LostNode]>([])
    let chunk = min(Self.chunk, max(1, nodes.count / (4 * scratches.count)))
    Parallel.forEachChunk(of: nodes.count, chunk: chunk, threads: scratches.count) { worker, range in
      let found = nodes[range].compactMap { lostNode($0, scratch: scratches[worker]) }
      if !found.isEmpty { lost.withLock { $0 += found } }
    }
    return lost.withLock { $0.sorted { $0.node < $1.node } }
  }

  /// The node, if neither search for its own row finds it.
  private func lostNode(_ node: UInt32, scratch: SearchScratch) -> LostNode? {
    guard isMissed(node, by: walked, scratch: scratch), isMissed(node, by: exact, scratch: scratch) else { return nil }
    return LostNode(node: node, met: Array(scratch.candidates))
  }

  /// Whether new links may have shown the way to a lost node since it was searched for: links of what it met.
  private func isStale(_ lost: LostNode, _ sources: Set<UInt32>) -> Bool {
    lost.met.isEmpty || lost.met.contains { sources.contains($0.node) }
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

  /// Adds a link from the nearest node it met that has a free slot; where none has one, in the place of the last link of the
  /// nearest, whose target may be lost now.
  ///
  /// - Returns: where the link begins, and whose place it took.
  private func linkFromNearest(to lost: LostNode) -> (source: UInt32, displaced: UInt32?) {
    let capacity = graph.capacity(level: 0)
    for candidate in lost.met {
      let count = graph.linkCount(of: candidate.node, level: 0)
      guard count < capacity else { continue }
      graph.links(of: candidate.node, level: 0)[count] = lost.node
      return (candidate.node, nil)
    }
    let nearest = lost.met[0].node
    let links = graph.links(of: nearest, level: 0)
    defer { links[capacity - 1] = lost.node }
    return (nearest, links[capacity - 1])
  }
}
