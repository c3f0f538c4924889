extension HNSWIndex {
  /// An index of some of the rows and of others: what was built for the kept ones is kept, so that this takes a fraction of
  /// the time of a build. This index does not change.
  ///
  /// - Parameters:
  ///   - kept: the rows to keep; nil keeps all. Its count is that of the index.
  ///   - rows: the rows to add, row-major, any number of `dimension` values; copied.
  ///   - threads: how many threads work; 0 means one for each core.
  /// - Returns: the index; its ordinals are the kept rows', in order, then those of the added ones. Equal input gives equal
  ///   bytes, whatever the number of threads.
  /// - Throws: `DataError` with code `badData`, naming an added row that has a value that is not finite or a length over
  ///   1e18.
  /// - Complexity: a copy of all rows and links, and a search for each added and each neighbour of a left-out row.
  public func revised(keeping kept: Filter? = nil, adding rows: [Float] = [], threads: Int = 0) throws -> HNSWIndex {
    precondition(kept.map { $0.count == count } ?? true, "the filter is not for an index of \(count) rows")
    let added = try VectorRows(
      copying: rows, count: rows.count / dimension, dimension: dimension, metric: metric)
    let ordinals = kept?.eligibleOrdinals ?? Array(0..<count)
    let oldNodes = ordinals.map { equalRows.node(of: $0) }
    var distinct = VectorRows(selecting: oldNodes, of: self.rows, followedBy: added)
    let equal = EqualRows(of: distinct)
    if !equal.areDistinct { distinct = VectorRows(selecting: equal.firstRows, of: distinct) }
    var numbers = Array(repeating: HNSWGraph.noLink, count: graph.nodeCount)
    for (row, node) in oldNodes.enumerated() { numbers[Int(node)] = equal.node(of: row) }
    let revision = Revision(
      old: self, rows: distinct, equalRows: equal, numbers: numbers, threads: Parallel.threadCount(threads))
    let exact = FloatRows(distinct)
    guard metric == .cosine else { return revision.run(walking: exact, comparing: exact, walked: .float(exact)) }
    let eight = QuantizedRows<Int8>(distinct, threads: revision.threads)
    return revision.run(
      walking: eight, comparing: QuantizedRows<Int16>(distinct, threads: revision.threads),
      walked: walkPrecision == .int8 ? .int8(eight) : .float(exact))
  }
}

/// The making of an index out of another.
private struct Revision {
  let old: HNSWIndex
  let rows: VectorRows
  let equalRows: EqualRows
  /// The new number of each old node.
  let numbers: [UInt32]
  let threads: Int

  /// Fewer new rows say too little about recall: then the old curve stays.
  private static let fewestAsked = 100

  func run(walking: some ComparedRows, comparing: some ComparedRows, walked: WalkedRows) -> HNSWIndex {
    // Kept rows come first, so that their nodes have the lowest numbers.
    var levels: [UInt8] = []
    for (node, number) in numbers.enumerated() where number != HNSWGraph.noLink {
      while levels.count <= number { levels.append(0) }
      levels[Int(number)] = old.graph.levels[node]
    }
    let keptCount = levels.count
    let parameters = old.parameters
    for node in keptCount..<rows.count {
      let row = UnsafeBufferPointer(start: rows[node], count: rows.dimension)
      levels.append(HNSWGraph.level(of: row, seed: parameters.seed, maximumLinks: parameters.maximumLinks))
    }
    let builder = HNSWBuilder(
      rows: rows, walked: walking, compared: comparing, parameters: parameters, threads: threads,
      graph: HNSWGraph(maximumLinks: parameters.maximumLinks, levels: levels))
    builder.adopt(old.graph, numbers: numbers)
    let added = (keptCount..<rows.count).map(UInt32.init)
    let curve = curve(of: builder.graph, walked: walked, keptCount: keptCount)
    builder.insert(added, after: keptCount)
    let links = builder.linkToLost(
      among: (0..<UInt32(rows.count)).map { $0 }, bySearchesOf: walked.precision)
    var repair = builder.linkToUnreachable()
    repair.linksAdded += links
    return HNSWIndex(
      parameters: parameters, graph: builder.graph, rows: rows, walked: walked, equalRows: equalRows, repair: repair,
      effortCurve: curve)
  }

  /// The curve of the kept nodes, measured with new rows before they go in.
  private func curve(of graph: HNSWGraph, walked: WalkedRows, keptCount: Int) -> EffortCurve {
    let asked = (keptCount..<rows.count).prefix(256).map(UInt32.init)
    guard asked.count >= Self.fewestAsked, keptCount > 0 else { return old.effortCurve }
    return EffortCurve.measure(
      graph: graph, exact: FloatRows(rows), walked: walked, asking: asked,
      among: Filter(count: rows.count, eligible: 0..<keptCount), threads: threads)
  }
}
