import Files

extension HNSWIndex {
  /// Opens an index where its file lies, in a few milliseconds whatever its size: rows and links are read when a search
  /// touches them, and are shared by all processes that map the file.
  ///
  /// Sizes, levels, upper levels and equal rows are checked as ``read(path:)`` does; rows and links of level 0 are not looked
  /// at. If they are damaged answers are wrong, but no search reads outside the file: so map what a checksum vouches for. The file
  /// must not be cut short while the index lives.
  ///
  /// - Throws: `DataError` with code `missingInput`, `cannotRead` or `badData`, saying which part is broken.
  public static func map(path: String) throws -> HNSWIndex {
    var reader = try IndexFileReader(path: path)
    let header = reader.header
    let levels = try reader.readLevels()
    let file = try reader.map()
    let graph = HNSWGraph(
      maximumLinks: header.parameters.maximumLinks, levels: levels, baseLinks: reader.bytes(of: .baseLinks, in: file),
      owner: file)
    try reader.readUpperLevels(of: graph)
    if let fault = graph.violation(aboveLevel: 0) { throw reader.refusal("the graph is broken: \(fault)") }
    let equalRows = try reader.readEqualRows()
    let rows = VectorRows(
      count: header.nodeCount, dimension: header.dimension, metric: header.metric,
      bytes: reader.bytes(of: .rows, in: file), owner: file)
    let walked: WalkedRows
    switch header.walkPrecision {
    case .float: walked = .float(FloatRows(rows))
    case .int8:
      walked = .int8(
        QuantizedRows(
          count: rows.count, dimension: rows.dimension, bytes: reader.bytes(of: .roundedRows, in: file), owner: file))
    }
    return HNSWIndex(
      parameters: header.parameters, graph: graph, rows: rows, walked: walked, equalRows: equalRows,
      repair: header.repair, effortCurve: try reader.readEffortCurve())
  }

  /// Brings a mapped index into memory whole, so that no search waits for a disk or for the system to find a page. Does nothing
  /// for one that is in memory of its own.
  public func preload() { (graph.owner as? MappedFile)?.preload() }
}
