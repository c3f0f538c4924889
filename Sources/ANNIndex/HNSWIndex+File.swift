import Files

extension HNSWIndex {
  /// Writes the index to a file that appears whole or not at all.
  ///
  /// The same rows and parameters give the same bytes, whatever the number of threads that built the index.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  public func write(to path: String, disk: Disk = .system) throws {
    var header = IndexFileHeader()
    header.metric = metric
    header.dimension = dimension
    header.rowCount = count
    header.nodeCount = graph.nodeCount
    header.parameters = parameters
    header.topLevel = graph.topLevel
    header.entryPoint = graph.entryPoint
    header.repair = repair
    header.walkPrecision = walkPrecision
    var offset = IndexFile.headerSize
    for section in IndexFile.Section.allCases {
      withBytes(of: section) { bytes in
        var checksum = CRC32()
        checksum.update(bytes)
        header.places[section.rawValue] = IndexFile.Place(
          offset: UInt64(offset), length: UInt64(bytes.count), checksum: checksum.value)
        offset = IndexFile.aligned(offset + bytes.count)
      }
    }
    var file = try DurableFile(path: path, disk: disk)
    try file.write(header.bytes)
    for section in IndexFile.Section.allCases {
      try withBytes(of: section) { try file.write($0) }
      try file.write(Array(repeating: UInt8(0), count: IndexFile.aligned(file.byteCount) - file.byteCount))
    }
    try file.commit()
  }

  /// Reads an index back: the same rows, the same links, the same answers.
  ///
  /// Sizes are checked before anything is allocated, then checksums, then that no link leads out of the graph, so that a
  /// damaged or crafted file is refused and never makes a search misbehave.
  ///
  /// - Throws: `DataError` with code `missingInput`, `cannotRead` or `badData`, saying which part is broken.
  public static func read(path: String) throws -> HNSWIndex {
    var reader = try IndexFileReader(path: path)
    let header = reader.header
    let rows = try VectorRows(count: header.nodeCount, dimension: header.dimension, metric: header.metric) {
      try reader.read(.rows, into: $0)
    }
    if let row = rows.firstUnusable { throw reader.refusal("row \(row) has values that no index accepts") }
    let levels = try reader.readLevels()
    let graph = HNSWGraph(maximumLinks: header.parameters.maximumLinks, levels: levels)
    try reader.read(.baseLinks, into: graph.baseBytes)
    try reader.readUpperLevels(of: graph)
    if let fault = graph.violation() { throw reader.refusal("the graph is broken: \(fault)") }
    let equalRows = try reader.readEqualRows()
    let walked: WalkedRows
    switch header.walkPrecision {
    case .float: walked = .float(FloatRows(rows))
    case .int8:
      let rounded = try QuantizedRows<Int8>(count: rows.count, dimension: rows.dimension) {
        try reader.read(.roundedRows, into: $0)
      }
      guard rounded.isSound else { throw reader.refusal("the rounded rows have values that no index has") }
      walked = .int8(rounded)
    }
    return HNSWIndex(
      parameters: header.parameters, graph: graph, rows: rows, walked: walked, equalRows: equalRows,
      repair: header.repair, effortCurve: try reader.readEffortCurve())
  }

  private func withBytes(of section: IndexFile.Section, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    switch section {
    case .rows: try body(rows.bytes)
    case .levels: try graph.levels.withUnsafeBytes(body)
    case .baseLinks: try body(UnsafeRawBufferPointer(graph.baseBytes))
    case .upperLinks: try body(UnsafeRawBufferPointer(graph.upperBytes))
    case .equalStarts: try equalRows.starts.withUnsafeBytes(body)
    case .equalMembers: try equalRows.members.withUnsafeBytes(body)
    case .roundedRows:
      if case .int8(let rows) = walked {
        try body(rows.bytes)
      } else {
        try body(UnsafeRawBufferPointer(start: nil, count: 0))
      }
    case .effortCurve: try effortCurve.numbers.map(\.littleEndian).withUnsafeBytes(body)
    }
  }
}
