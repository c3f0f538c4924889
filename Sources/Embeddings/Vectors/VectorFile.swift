import Files

/// The project's own file of vectors with ids, version 1, described in `formats/vectors.md`.
///
/// Little-endian: a header of 64 bytes, the rows as float32, `count + 1` offsets of ids as uint64, the ids as UTF-8.
/// Rows start at byte 64, so a program may map the file and use them in place.
enum VectorFile {
  static let magic = Array("w2v.vecs".utf8)
  static let version: UInt32 = 1
  static let headerSize = 64

  /// The header's fields, in their order.
  struct Header: Equatable {
    let dimension: Int
    let count: Int
    let idByteCount: Int
    /// CRC-32 of the rows, and of the offsets and ids.
    let rowsChecksum: UInt32
    let idsChecksum: UInt32

    /// The size of the whole file, or nil where it would be no number.
    var fileSize: Int? {
      let (cells, first) = count.multipliedReportingOverflow(by: dimension)
      guard !first, cells < Int.max / 16, count < Int.max / 32, idByteCount < Int.max / 4 else { return nil }
      return headerSize + cells * 4 + (count + 1) * 8 + idByteCount
    }

    /// 60 bytes of fields and zeros, then their own CRC-32.
    var bytes: [UInt8] {
      var bytes = magic
      bytes += littleEndian(version) + littleEndian(UInt32(dimension))
      bytes += littleEndian(UInt64(count)) + littleEndian(UInt64(idByteCount))
      bytes += littleEndian(rowsChecksum) + littleEndian(idsChecksum)
      bytes += [UInt8](repeating: 0, count: headerSize - 4 - bytes.count)
      return bytes + littleEndian(CRC32.of(bytes))
    }
  }

  fileprivate static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

extension VectorFile.Header {
  /// Reads a header and holds it against the size of its file.
  init(_ bytes: [UInt8], fileSize: Int, path: String) throws {
    func number(_ range: Range<Int>) -> UInt64 { bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    func failure(_ fault: String, _ remedy: String? = nil) -> DataError {
      DataError(.badData, at: path, fault, remedy: remedy)
    }
    guard bytes.starts(with: VectorFile.magic) else {
      throw failure("not a vector file of this program", "import files of other programs instead")
    }
    guard number(8..<12) == VectorFile.version else {
      throw failure(
        "vector file of version \(number(8..<12)), this program reads version \(VectorFile.version)",
        "use the program that wrote it, or a newer one")
    }
    guard number(60..<64) == CRC32.of(Array(bytes[..<60])), let dimension = Int(exactly: number(12..<16)),
      let count = Int(exactly: number(16..<24)), let idByteCount = Int(exactly: number(24..<32)), dimension >= 1
    else { throw failure("the header is damaged", "copy or export the file again") }
    self.init(
      dimension: dimension, count: count, idByteCount: idByteCount, rowsChecksum: UInt32(number(32..<36)),
      idsChecksum: UInt32(number(36..<40)))
    guard self.fileSize == fileSize else {
      throw failure(
        "the header promises \(self.fileSize.map(String.init) ?? "too many") bytes, the file has \(fileSize)",
        "it was cut short; copy or export it again")
    }
  }
}

extension VectorFile {
  /// Opens a file and writes its header; the rows must follow.
  static func begin(
    _ path: String, dimension: Int, ids: StringTable, rowsChecksum: UInt32, disk: Disk
  ) throws -> DurableFile {
    var idsChecksum = CRC32()
    ids.offsets.map { UInt64($0) }.withUnsafeBytes { idsChecksum.update($0) }
    ids.utf8.withUnsafeBytes { idsChecksum.update($0) }
    let header = Header(
      dimension: dimension, count: ids.count, idByteCount: ids.utf8.count, rowsChecksum: rowsChecksum,
      idsChecksum: idsChecksum.value)
    var file = try DurableFile(path: path, disk: disk)
    try file.write(header.bytes)
    return file
  }

  /// Writes what stands behind the rows, and gives the file its name.
  static func finish(_ file: consuming DurableFile, ids: StringTable) throws {
    try file.write(ids.offsets.map { UInt64($0) })
    try file.write(ids.utf8)
    try file.commit()
  }
}

extension EmbeddingTable {
  /// Writes the table as one file of our own format.
  ///
  /// - Throws: `DataError` with code `cannotWrite`; an older file of that name then stays.
  public func write(to path: String, disk: Disk = .system) throws {
    var file = try VectorFile.begin(
      path, dimension: matrix.dimension, ids: ids.strings, rowsChecksum: CRC32.of(matrix.values), disk: disk)
    try matrix.values.withUnsafeBytes { try file.write($0) }
    try VectorFile.finish(file, ids: ids.strings)
  }

  /// Reads a file of our own format.
  ///
  /// Sizes are checked against the file's before anything is allocated, then the checksums, then ids and values.
  ///
  /// - Throws: `DataError` with code `badData`, `missingInput` or `cannotRead`.
  public static func read(path: String) throws -> EmbeddingTable {
    var reader = try ByteReader(path: path)
    guard let size = Paths.size(of: path), size >= VectorFile.headerSize else {
      throw DataError(.badData, at: path, "too short for a vector file", remedy: "copy or export it again")
    }
    let header = try VectorFile.Header(
      try reader.take(VectorFile.headerSize, what: "the header"), fileSize: size, path: path)
    let values = try reader.takeValues(header.count * header.dimension, zero: Float(0), what: "the rows")
    let offsets = try reader.takeValues(header.count + 1, zero: UInt64(0), what: "the ids")
    let utf8 = try reader.take(header.idByteCount, what: "the ids")
    var idsChecksum = CRC32()
    offsets.withUnsafeBytes { idsChecksum.update($0) }
    utf8.withUnsafeBytes { idsChecksum.update($0) }
    guard header.rowsChecksum == CRC32.of(values), header.idsChecksum == idsChecksum.value else {
      throw DataError(.badData, at: path, "the checksum does not fit the bytes", remedy: "copy or export it again")
    }
    let starts = offsets.map { Int(clamping: $0) }
    guard starts.first == 0, starts.last == utf8.count, zip(starts, starts.dropFirst()).allSatisfy(<=) else {
      throw DataError(.badData, at: path, "the places of the ids are out of order", remedy: "export it again")
    }
    return try VectorImport.checked(
      StringTable(utf8: utf8, offsets: starts), values, dimension: header.dimension, path: path)
  }
}
