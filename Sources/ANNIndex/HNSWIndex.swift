/// Approximate nearest neighbours by walking a Hierarchical Navigable Small World graph.
///
/// An index is built once, by one call, and then never changes: any number of threads may search it. Rows and links can
/// be written to a file and read back as they were.
///
///     let index = try HNSWIndex.build(rows: rows, count: count, dimension: 100, metric: .cosine)
///     let nearest = index.search(query, k: 10)
///     try index.write(to: "tracks.hnsw")
public final class HNSWIndex: Index {
  /// The parameters the graph was built with.
  public let parameters: HNSWParameters
  let graph: HNSWGraph
  let rows: VectorRows
  let equalRows: EqualRows
  let repair: ReachabilityRepair.Outcome
  /// The rows as answers are scored.
  private let exact: FloatRows
  let walked: WalkedRows
  var scorer: RowScorer { exact.scorer }
  private let scratches: ScratchPool

  public var count: Int { equalRows.rowCount }
  public var dimension: Int { rows.dimension }
  public var metric: Metric { rows.metric }
  /// The form in which searches compare rows on their way; answers are scored exactly.
  public var walkPrecision: WalkPrecision { walked.precision }

  init(
    parameters: HNSWParameters, graph: HNSWGraph, rows: VectorRows, walked: WalkedRows, equalRows: EqualRows,
    repair: ReachabilityRepair.Outcome
  ) {
    self.parameters = parameters
    self.graph = graph
    self.rows = rows
    self.equalRows = equalRows
    self.repair = repair
    self.walked = walked
    exact = FloatRows(rows)
    scratches = ScratchPool(nodes: graph.nodeCount, links: 2 * graph.maximumLinks)
  }

  /// Builds an index. On one kind of CPU the result does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - rows: row-major, `count` x `dimension`; copied.
  ///   - count: how many rows, at least 0.
  ///   - dimension: values in a row, at least 1.
  ///   - walk: the form in which searches will compare rows on their way; nil chooses by trying. Other metrics than
  ///     ``Metric/cosine`` have ``WalkPrecision/float`` alone.
  ///   - threads: how many threads build; 0 means one for each core.
  ///   - progress: called on the calling thread, from time to time, with how many distinct rows are in.
  /// - Throws: ``DataError`` with code `badData`, naming a row that has a value that is not finite or a length over 1e18.
  /// - Complexity: about O(`count` x log `count`) comparisons of rows, each O(`dimension`).
  public static func build(
    rows: [Float], count: Int, dimension: Int, metric: Metric, parameters: HNSWParameters = .init(),
    walk: WalkPrecision? = nil, threads: Int = 0, progress: ((Int) -> Void)? = nil
  ) throws -> HNSWIndex {
    if let fault = parameters.fault { preconditionFailure(fault) }
    precondition(metric == .cosine || walk == nil || walk == .float, "only rows compared by cosine can be rounded")
    var distinct = try VectorRows(copying: rows, count: count, dimension: dimension, metric: metric)
    let equalRows = EqualRows(of: distinct)
    if !equalRows.areDistinct { distinct = VectorRows(selecting: equalRows.firstRows, of: distinct) }
    let threads = Parallel.threadCount(threads)
    func build(
      walking walked: some ScoredRows, comparing compared: some ScoredRows,
      choosing choose: (HNSWGraph) -> WalkedRows
    ) -> HNSWIndex {
      let builder = HNSWBuilder(
        rows: distinct, walked: walked, compared: compared, parameters: parameters, threads: threads)
      let repair = builder.build { progress?($0) }
      return HNSWIndex(
        parameters: parameters, graph: builder.graph, rows: distinct, walked: choose(builder.graph),
        equalRows: equalRows, repair: repair)
    }
    let exact = FloatRows(distinct)
    guard metric == .cosine else { return build(walking: exact, comparing: exact) { _ in .float(exact) } }
    let eight = QuantizedRows<Int8>(distinct, threads: threads)
    return build(walking: eight, comparing: QuantizedRows<Int16>(distinct, threads: threads)) { graph in
      let trial = WalkPrecisionTrial(
        graph: graph, exact: exact, eight: eight, beamWidth: parameters.defaultSearchBeamWidth,
        scratch: SearchScratch(nodes: graph.nodeCount, links: 2 * graph.maximumLinks))
      return switch walk ?? (trial.eightBitsAreEnough() ? .int8 : .float) {
      case .int8: .int8(eight)
      case .float: .float(exact)
      }
    }
  }

  /// The nearest rows, most of them: what share is the recall, and `effort` is what it depends on.
  ///
  /// Small indexes, large `k` and narrow filters are answered by an exact scan, where that is cheaper than a walk, and so
  /// is a walk that ended before it had found enough. Equal rows are all returned, by rising ordinal.
  ///
  /// - Parameter effort: how many candidates a walk keeps (the paper's ef), at least 1; raised to `k` where it is less.
  /// - Complexity: a walk scores about 16 x `effort` rows.
  public func search(_ query: [Float], k: Int, effort: Int?, filter: Filter?) -> [Neighbor] {
    let effort = effort ?? parameters.defaultSearchBeamWidth
    precondition(effort >= 1, "a search cannot have an effort of \(effort)")
    let plan = QueryPlanner.plan(count: count, eligible: filter?.eligibleCount ?? count, k: k, effort: effort)
    return search(query, k: k, plan: plan, filter: filter)
  }

  /// Searches in a given way.
  func search(_ query: [Float], k: Int, plan: QueryPlanner.Plan, filter: Filter?) -> [Neighbor] {
    checkDoor(queries: query, queryCount: 1, k: k, filter: filter)
    let wanted = min(k, filter?.eligibleCount ?? count)
    guard wanted > 0 else { return [] }
    let query = PreparedQueries(query, count: 1, dimension: dimension, metric: metric)
    // To a query of zeros all rows are alike, and no walk knows where to go.
    if case .walk(let beamWidth) = plan, metric == .l2 || query.length(0) > 0 {
      let found = walk(query[0], wanted: wanted, beamWidth: max(beamWidth, wanted), filter: filter)
      if found.count == wanted { return found }
    }
    return scan(query[0], wanted: wanted, filter: filter)
  }

  /// What the graph looks like.
  ///
  /// - Complexity: O(`count` x `maximumLinks`).
  public var statistics: HNSWStatistics {
    let links = (0..<UInt32(graph.nodeCount)).reduce(0) { $0 + graph.linkCount(of: $1, level: 0) }
    return HNSWStatistics(
      rows: count, nodes: graph.nodeCount, topLevel: graph.topLevel,
      meanLinks: Double(links) / Double(max(graph.nodeCount, 1)),
      unreachableBeforeRepair: repair.unreachableBefore, repairLinks: repair.linksAdded,
      unreachable: repair.unreachableAfter, memoryBytesPerRow: Double(memoryBytes) / Double(max(count, 1)))
  }

  /// Bytes of memory the index holds, without what running searches use.
  public var memoryBytes: Int {
    rows.bytes.count + walked.memoryBytes + graph.memoryBytes + equalRows.memoryBytes
  }

  private func walk(_ query: UnsafePointer<Float>, wanted: Int, beamWidth: Int, filter: Filter?) -> [Neighbor] {
    let values = UnsafeBufferPointer(start: query, count: dimension)
    return scratches.withScratch { scratch in
      switch walked {
      case .int8(let rows):
        rows.withQuery(values) { rounded in
          let found = walk(rounded, over: rows, wanted: wanted, beamWidth: beamWidth, filter, spare: 4, scratch)
          let near = rows.undecided(found, for: rounded, keeping: wanted)
          let kept = exact.rescore(near, for: query, keeping: wanted)
          return neighbors(UnsafeBufferPointer(rebasing: near[..<kept]), wanted: wanted, filter: filter)
        }
      case .float(let rows):
        neighbors(
          UnsafeBufferPointer(walk(query, over: rows, wanted: wanted, beamWidth: beamWidth, filter, spare: 1, scratch)),
          wanted: wanted, filter: filter)
      }
    }
  }

  /// Walks over rows in some form and returns what it has found, nearest first, in the scratch.
  ///
  /// - Parameter spare: of what a filter lets through, this times what is wanted is collected, within the beam's width:
  ///   among rounded rows near twins may change places.
  private func walk<Rows: ScoredRows>(
    _ query: Rows.Query, over rows: Rows, wanted: Int, beamWidth: Int, _ filter: Filter?, spare: Int,
    _ scratch: SearchScratch
  ) -> UnsafeMutableBufferPointer<Candidate> {
    let eligible = filter.map {
      EligibleNodes(filter: $0, equalRows: equalRows, wanted: max(wanted, min(beamWidth, spare * wanted)))
    }
    let collected = HNSWSearch(graph: graph, rows: rows).walk(
      query, beamWidth: beamWidth, scratch: scratch, collecting: eligible)
    if filter != nil { scratch.replaceCandidates(collected) }
    return scratch.mutableCandidates
  }

  private func scan(_ query: UnsafePointer<Float>, wanted: Int, filter: Filter?) -> [Neighbor] {
    let scan = RowScan(rows: rows, scorer: scorer)
    var best = TopCandidates(min(wanted, rows.count))
    if let filter {
      eligibleNodes(filter).withUnsafeBufferPointer { scan.scan(query, only: $0, into: &best) }
    } else {
      scan.scan(query, into: &best)
    }
    return best.sorted().withUnsafeBufferPointer { neighbors($0, wanted: wanted, filter: filter) }
  }

  /// The nodes with an eligible row, each once, rising.
  private func eligibleNodes(_ filter: Filter) -> [UInt32] {
    let nodes = filter.eligibleOrdinals.map { equalRows.node(of: $0) }
    if equalRows.areDistinct { return nodes }
    let sorted = nodes.sorted()
    return sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
  }

  /// Turns nodes into the rows behind them, in the order of ``Neighbor``.
  private func neighbors(_ nodes: UnsafeBufferPointer<Candidate>, wanted: Int, filter: Filter?) -> [Neighbor] {
    var found: [Neighbor] = []
    found.reserveCapacity(wanted)
    if equalRows.areDistinct {
      for node in nodes.prefix(wanted) { found.append(Neighbor(node)) }
      return found
    }
    for node in nodes {
      // Nodes of the same score may hold rows of lower ordinals than those found so far.
      if found.count >= wanted, node.score < found[found.count - 1].score { break }
      var fromThisNode = 0
      equalRows.forEachRow(of: node.node) { row in
        if filter?.contains(row) ?? true {
          found.append(Neighbor(ordinal: row, score: node.score))
          fromThisNode += 1
        }
        return fromThisNode < wanted
      }
    }
    found.sort { $0.score != $1.score ? $0.score > $1.score : $0.ordinal < $1.ordinal }
    return Array(found.prefix(wanted))
  }
}
