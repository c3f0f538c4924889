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
  /// What share of the true nearest rows each width of a search finds, measured when the index was built.
  public let effortCurve: EffortCurve
  /// The rows as answers are scored.
  let exact: FloatRows
  let walked: WalkedRows
  let scratches: ScratchPool

  public var count: Int { equalRows.rowCount }
  public var dimension: Int { rows.dimension }
  public var metric: Metric { rows.metric }
  /// The form in which searches compare rows on their way; answers are scored exactly.
  public var walkPrecision: WalkPrecision { walked.precision }

  init(
    parameters: HNSWParameters, graph: HNSWGraph, rows: VectorRows, walked: WalkedRows, equalRows: EqualRows,
    repair: ReachabilityRepair.Outcome, effortCurve: EffortCurve
  ) {
    self.effortCurve = effortCurve
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
  /// - Throws: `DataError` with code `badData`, naming a row that has a value that is not finite or a length over 1e18.
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
      walking walked: some ComparedRows, comparing compared: some ComparedRows,
      choosing choose: (HNSWGraph) -> WalkedRows
    ) -> HNSWIndex {
      let builder = HNSWBuilder(
        rows: distinct, walked: walked, compared: compared, parameters: parameters, threads: threads)
      let (first, heldOut) = EffortCurve.heldOut(of: distinct.count)
      builder.insert(first, after: 0) { progress?($0) }
      var added = builder.linkToLost(among: first)
      let chosen = choose(builder.graph)
      let curve = EffortCurve.measure(
        graph: builder.graph, exact: FloatRows(distinct), walked: chosen, asking: heldOut,
        among: Filter(count: distinct.count, eligible: first.lazy.map(Int.init)), threads: threads)
      builder.insert(heldOut, after: first.count) { progress?($0) }
      // Once more for all: new links have shifted the ways of others too.
      added += builder.linkToLost(
        among: (0..<UInt32(distinct.count)).map { $0 }, bySearchesOf: chosen.precision)
      var repair = builder.linkToUnreachable()
      repair.linksAdded += added
      return HNSWIndex(
        parameters: parameters, graph: builder.graph, rows: distinct, walked: chosen, equalRows: equalRows,
        repair: repair, effortCurve: curve)
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
}
