import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An open index file whose header and section table have been found sound.
struct IndexFileReader: ~Copyable {
  let path: String
  let header: IndexFileHeader
  private let descriptor: Int32

  /// - Throws: `DataError`.
  init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.openFailure(path) }
    do {
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw DataError(.cannotRead, at: path, "not a file", remedy: "name an index file")
      }
      var bytes = Array(repeating: UInt8(0), count: min(IndexFile.headerSize, Int(status.st_size)))
      try bytes.withUnsafeMutableBytes { try Self.fill($0, from: descriptor, at: 0, path: path) }
      let header = try IndexFileHeader(bytes, path: path)
      try Self.checkLayout(header, size: Int(status.st_size), path: path)
      self.path = path
      self.header = header
      self.descriptor = descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// The length of a section in bytes.
  func length(of section: IndexFile.Section) -> Int { Int(header.places[section.rawValue].length) }

  /// Fills a buffer, which has the section's length, and checks its checksum and the zeros behind it.
  mutating func read(_ section: IndexFile.Section, into bytes: UnsafeMutableRawBufferPointer) throws {
    let place = header.places[section.rawValue]
    precondition(bytes.count == Int(place.length), "a buffer of \(bytes.count) bytes for a section of \(place.length)")
    try Self.fill(bytes, from: descriptor, at: Int(place.offset), path: path)
    var checksum = CRC32()
    checksum.update(UnsafeRawBufferPointer(bytes))
    guard checksum.value == place.checksum else {
      throw refusal("the \(section.name) are damaged (their checksum does not match)")
    }
    let end = Int(place.offset) + bytes.count
    var padding = Array(repeating: UInt8(0), count: IndexFile.aligned(end) - end)
    try padding.withUnsafeMutableBytes { try Self.fill($0, from: descriptor, at: end, path: path) }
    guard padding.allSatisfy({ $0 == 0 }) else { throw refusal("there are stray bytes behind the \(section.name)") }
  }

  /// The levels of the nodes; the upper lists must be as many as these demand.
  mutating func readLevels() throws -> [UInt8] {
    let levels = try readArray(.levels, of: UInt8.self)
    guard levels.allSatisfy({ $0 <= HNSWGraph.highestLevel }) else {
      throw refusal("a node is above level \(HNSWGraph.highestLevel)")
    }
    let lists = levels.reduce(0) { $0 + Int($1) }
    guard length(of: .upperLinks) == lists * header.parameters.maximumLinks * 4 else {
      throw refusal("the links of the upper levels are not as many as the levels demand")
    }
    return levels
  }

  /// Reads where walks over a graph start, and the lists above level 0; what they say is not checked here.
  mutating func readUpperLevels(of graph: HNSWGraph) throws {
    graph.entryPoint = header.entryPoint
    graph.topLevel = header.topLevel
    try read(.upperLinks, into: graph.upperBytes)
  }

  /// The lists of equal rows, which must hold every row once.
  mutating func readEqualRows() throws -> EqualRows {
    let starts = try readArray(.equalStarts, of: UInt32.self)
    let members = try readArray(.equalMembers, of: UInt32.self)
    guard let equalRows = EqualRows(rowCount: header.rowCount, starts: starts, members: members) else {
      throw refusal("the lists of equal rows do not hold every row once")
    }
    return equalRows
  }

  /// The points of the effort curve: pairs of a width and a recall, by rising width.
  mutating func readEffortCurve() throws -> EffortCurve {
    guard length(of: .effortCurve) % EffortCurve.pointSize == 0, length(of: .effortCurve) <= EffortCurve.maximumSize
    else { throw refusal("\(length(of: .effortCurve)) bytes are no effort curve") }
    let numbers = try readArray(.effortCurve, of: UInt32.self)
    guard let curve = EffortCurve(numbers: numbers.map(UInt32.init(littleEndian:))) else {
      throw refusal("the points of the effort curve do not rise, or a recall is not between 0 and 1")
    }
    return curve
  }

  /// The whole file, mapped.
  func map() throws -> MappedFile {
    let end = header.places.map { IndexFile.aligned(Int($0.offset + $0.length)) }.max() ?? header.size
    return try MappedFile(descriptor: descriptor, size: end, path: path)
  }

  /// The bytes of a section in the mapped file.
  func bytes(of section: IndexFile.Section, in file: MappedFile) -> UnsafeRawBufferPointer {
    let place = header.places[section.rawValue]
    return UnsafeRawBufferPointer(rebasing: file.bytes[Int(place.offset)..<Int(place.offset + place.length)])
  }

  /// Reads a section as an array of numbers.
  mutating func readArray<Element: FixedWidthInteger>(_ section: IndexFile.Section, of: Element.Type) throws
    -> [Element]
  {
    var values = Array(repeating: Element(0), count: length(of: section) / MemoryLayout<Element>.size)
    try values.withUnsafeMutableBytes { try read(section, into: $0) }
    return values
  }

  /// The error for a file whose content is not what it should be.
  func refusal(_ fault: String) -> DataError {
    DataError(.badData, at: path, fault, remedy: "build the index again")
  }

  /// Sections must follow each other without a gap, have the lengths that the counts demand, and end where the file ends.
  private static func checkLayout(_ header: IndexFileHeader, size: Int, path: String) throws {
    var expected = header.size
    for section in IndexFile.Section.allCases {
      let place = header.places[section.rawValue]
      // Counts have at most 31 bits and a stride 20, so no length overflows; and no section may pass the file's end.
      guard place.offset == UInt64(expected), place.length <= UInt64(max(size - expected, 0)) else {
        throw DataError(
          .badData, at: path, "the file is cut short or damaged: the \(section.name) lie beyond its \(size) bytes",
          remedy: "copy it again, or build the index again")
      }
      if let demanded = header.length(of: section), UInt64(demanded) != place.length {
        throw DataError(
          .badData, at: path, "the \(section.name) have \(place.length) bytes where the counts demand \(demanded)",
          remedy: "build the index again")
      }
      expected = IndexFile.aligned(expected + Int(place.length))
    }
    guard size == expected else {
      throw DataError(
        .badData, at: path, "the file has \(size) bytes, its sections need \(expected)",
        remedy: "copy it again, or build the index again")
    }
  }

  private static func fill(
    _ bytes: UnsafeMutableRawBufferPointer, from descriptor: Int32, at offset: Int, path: String
  ) throws {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
      let taken = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if taken < 0, errno == EINTR { continue }
      guard taken >= 0 else {
        throw DataError(.cannotRead, at: path, "cannot read (\(String(cString: strerror(errno))))")
      }
      guard taken > 0 else {
        throw DataError(.badData, at: path, "the file was cut while it was read", remedy: "copy it again")
      }
      done += taken
    }
  }

  private static func openFailure(_ path: String) -> DataError {
    let number = errno
    return number == ENOENT
      ? DataError(.missingInput, at: path, "no such file", remedy: "build the index first")
      : DataError(.cannotRead, at: path, "cannot open (\(String(cString: strerror(number))))")
  }
}
