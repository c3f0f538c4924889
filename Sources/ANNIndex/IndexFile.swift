import Files

/// The file of an ``HNSWIndex``: a header of 320 bytes, then eight sections, each starting on a multiple of 64 bytes.
///
/// The header says for every section where it is, how long it is and its CRC-32, and ends with its own CRC-32. All numbers
/// are little-endian. The format is described byte by byte in `notebooks-free-docs/formats/index.md`.
enum IndexFile {
  static let magic: [UInt8] = Array("w2v.hnsw".utf8)
  static let version: UInt32 = 3
  /// Versions that are read: the first has no precision of walks, which then compare floats; the first two have no effort
  /// curve, so that a search by recall has to scan.
  static let readVersions: ClosedRange<UInt32> = 1...version
  static let headerSize = headerSize(version: version)
  /// Where the version stands.
  static let versionOffset = 8

  /// The length of the header of a version.
  static func headerSize(version: UInt32) -> Int { version < 3 ? 256 : 320 }

  static let alignment = 64

  /// The sections, in the order in which they lie in the file.
  enum Section: Int, CaseIterable {
    case rows, levels, baseLinks, upperLinks, equalStarts, equalMembers, roundedRows, effortCurve

    /// The sections that a file of a version has.
    static func count(version: UInt32) -> Int { version == 1 ? 6 : version == 2 ? 7 : allCases.count }

    /// What a message calls it.
    var name: String {
      switch self {
      case .rows: "rows"
      case .levels: "levels"
      case .baseLinks: "links of level 0"
      case .upperLinks: "links of the upper levels"
      case .equalStarts: "starts of equal rows"
      case .equalMembers: "equal rows"
      case .roundedRows: "rounded rows"
      case .effortCurve: "points of the effort curve"
      }
    }
  }

  /// Where a section is.
  struct Place: Equatable {
    var offset: UInt64 = 0
    var length: UInt64 = 0
    var checksum: UInt32 = 0
  }

  /// The numbers that a metric has in a file; they never change.
  static let metricCodes: [(metric: Metric, code: UInt32)] = [(.cosine, 0), (.innerProduct, 1), (.l2, 2)]

  /// The next multiple of ``alignment``.
  static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}

/// What the header of an index file says.
struct IndexFileHeader: Equatable {
  /// The bytes the header takes in its file.
  private(set) var size = IndexFile.headerSize
  var metric = Metric.cosine
  var dimension = 1
  var rowCount = 0
  var nodeCount = 0
  var parameters = HNSWParameters()
  var topLevel = 0
  var entryPoint: UInt32 = 0
  var repair = ReachabilityRepair.Outcome()
  var walkPrecision = WalkPrecision.float
  var places = Array(repeating: IndexFile.Place(), count: IndexFile.Section.allCases.count)

  /// The bytes, in the newest version.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.bytes = IndexFile.magic
    writer.append(IndexFile.version)
    writer.append(IndexFile.metricCodes.first { $0.metric == metric }?.code ?? 0)
    writer.append(UInt32(dimension))
    writer.append(UInt32(VectorRows.stride(dimension: dimension)))
    writer.append(UInt64(rowCount))
    writer.append(UInt64(nodeCount))
    writer.append(UInt32(parameters.maximumLinks))
    writer.append(UInt32(parameters.constructionBeamWidth))
    writer.append(UInt32(parameters.defaultSearchBeamWidth))
    writer.append(UInt32(topLevel))
    writer.append(parameters.seed)
    writer.append(entryPoint)
    writer.append(UInt32(repair.linksAdded))
    writer.append(UInt32(repair.unreachableBefore))
    writer.append(UInt32(repair.unreachableAfter))
    for place in places {
      writer.append(place.offset)
      writer.append(place.length)
      writer.append(place.checksum)
      writer.append(UInt32(0))
    }
    writer.append(walkPrecision.bits)
    writer.pad(to: IndexFile.headerSize - 4)
    writer.append(CRC32.of(writer.bytes))
    return writer.bytes
  }

  init() {}

  /// Reads the bytes and checks all that can be said without the rest of the file.
  ///
  /// - Throws: `DataError` with code `badData`.
  init(_ bytes: [UInt8], path: String) throws {
    func refuse(_ fault: String, _ remedy: String? = "build the index again") -> DataError {
      DataError(.badData, at: path, fault, remedy: remedy)
    }
    var reader = ByteReader(bytes: bytes)
    guard bytes.count >= IndexFile.headerSize(version: 1), reader.take(8) == IndexFile.magic else {
      throw refuse("not an index file (it does not start with w2v.hnsw)", "name a file that an index was written to")
    }
    let version = reader.uint32()
    guard IndexFile.readVersions.contains(version) else {
      throw refuse("the format has version \(version), this program reads versions 1 to \(IndexFile.version)")
    }
    size = IndexFile.headerSize(version: version)
    guard bytes.count >= size else { throw refuse("the file is cut short in its header", "copy it again") }
    let bytes = Array(bytes.prefix(size))
    reader.cut(to: size)
    guard CRC32.of(Array(bytes.dropLast(4))) == Array(bytes.suffix(4)).littleEndianUInt32 else {
      throw refuse("the header is damaged (its checksum does not match)")
    }
    let code = reader.uint32()
    guard let metric = IndexFile.metricCodes.first(where: { $0.code == code })?.metric else {
      throw refuse("there is no metric number \(code)")
    }
    self.metric = metric
    dimension = Int(reader.uint32())
    let stride = Int(reader.uint32())
    guard 1...VectorRows.maximumDimension ~= dimension, stride == VectorRows.stride(dimension: dimension) else {
      throw refuse("rows of \(dimension) values cannot be \(stride) values apart")
    }
    let counts = (reader.uint64(), reader.uint64())
    guard counts.0 < UInt64(Candidate.maximumNodes), counts.1 <= counts.0, (counts.0 == 0) == (counts.1 == 0) else {
      throw refuse("\(counts.1) nodes cannot stand for \(counts.0) rows")
    }
    (rowCount, nodeCount) = (Int(counts.0), Int(counts.1))
    parameters.maximumLinks = Int(reader.uint32())
    parameters.constructionBeamWidth = Int(reader.uint32())
    parameters.defaultSearchBeamWidth = Int(reader.uint32())
    topLevel = Int(reader.uint32())
    parameters.seed = reader.uint64()
    entryPoint = reader.uint32()
    repair.linksAdded = Int(reader.uint32())
    repair.unreachableBefore = Int(reader.uint32())
    repair.unreachableAfter = Int(reader.uint32())
    if let fault = parameters.fault { throw refuse(fault) }
    let sections = IndexFile.Section.count(version: version)
    for section in 0..<sections {
      places[section] = IndexFile.Place(offset: reader.uint64(), length: reader.uint64(), checksum: reader.uint32())
      guard reader.uint32() == 0 else { throw refuse("an unused field of the header is not zero") }
    }
    if version > 1 {
      let bits = reader.uint32()
      guard let precision = WalkPrecision(bits: bits), precision == .float || metric == .cosine else {
        throw refuse("walks cannot compare rows in \(bits) bits")
      }
      walkPrecision = precision
    }
    // Sections that the version does not have are empty ones behind the last.
    for section in sections..<places.count {
      let last = places[section - 1]
      let (end, overflow) = last.offset.addingReportingOverflow(last.length)
      guard !overflow, end < UInt64(Int.max) else { throw refuse("the sections have no end") }
      places[section].offset = UInt64(IndexFile.aligned(Int(end)))
    }
    guard reader.rest.dropLast(4).allSatisfy({ $0 == 0 }) else {
      throw refuse("an unused field of the header is not zero")
    }
  }

  /// The sections' lengths as the counts demand them; nil where the counts cannot tell.
  func length(of section: IndexFile.Section) -> Int? {
    switch section {
    case .rows: nodeCount * VectorRows.stride(dimension: dimension) * 4
    case .levels: nodeCount
    case .baseLinks: nodeCount * 2 * parameters.maximumLinks * 4
    case .upperLinks: nil
    case .equalStarts: nodeCount == rowCount ? 0 : (nodeCount + 1) * 4
    case .equalMembers: nodeCount == rowCount ? 0 : rowCount * 4
    case .roundedRows:
      walkPrecision == .int8 ? QuantizedRows<Int8>.byteCount(count: nodeCount, dimension: dimension) : 0
    case .effortCurve: nil
    }
  }
}

/// Appends little-endian numbers.
private struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func pad(to size: Int) { bytes.append(contentsOf: repeatElement(0, count: size - bytes.count)) }
}

/// Takes little-endian numbers off the front; the caller knows that there are enough bytes.
private struct ByteReader {
  private var bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Leaves out what lies behind so many bytes from the start.
  mutating func cut(to size: Int) { bytes.removeSubrange(size...) }

  var rest: ArraySlice<UInt8> { bytes[position...] }

  mutating func take(_ count: Int) -> [UInt8] {
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func uint32() -> UInt32 { take(4).littleEndianUInt32 }

  mutating func uint64() -> UInt64 { UInt64(uint32()) | UInt64(uint32()) << 32 }
}

extension [UInt8] {
  /// The first four bytes as a little-endian number.
  fileprivate var littleEndianUInt32: UInt32 {
    UInt32(self[0]) | UInt32(self[1]) << 8 | UInt32(self[2]) << 16 | UInt32(self[3]) << 24
  }
}
