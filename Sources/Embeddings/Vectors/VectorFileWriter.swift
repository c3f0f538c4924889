import Files

/// Writes a file of our own format row by row, when there are more rows than memory is for: rows wait in a temporary file, because
/// the header that stands before them says how many there are.
public struct VectorFileWriter: ~Copyable {
  private let dimension: Int
  private var ids = StringTable()
  private var rows: SpoolWriter
  private var rowsChecksum = CRC32()

  /// Begins a file of rows of `dimension` values.
  ///
  /// - Throws: `DataError` with code `cannotWrite` when there can be no temporary file.
  public init(dimension: Int, temporaryFolder: String) throws {
    precondition(dimension >= 1, "a row has values")
    self.dimension = dimension
    rows = SpoolWriter(try SpoolFile(folder: temporaryFolder))
  }

  /// How many rows there are so far.
  public var count: Int { ids.count }

  /// Appends rows.
  ///
  /// - Parameters:
  ///   - added: the id of each row; none that was there before.
  ///   - values: row-major, ids x dimension.
  /// - Throws: `DataError` with code `cannotWrite`.
  public mutating func append(ids added: [String], values: [Float]) throws {
    precondition(values.count == added.count * dimension, "one row for each id")
    for id in added { ids.append(id) }
    try values.withUnsafeBytes { bytes in
      rowsChecksum.update(bytes)
      try rows.write(bytes)
    }
  }

  /// Writes the file.
  ///
  /// - Throws: `DataError`; an older file of that name then stays.
  public consuming func write(to path: String, disk: Disk = .system) throws {
    try rows.flush()
    let (ids, byteCount, spool) = (ids, rows.byteCount, rows.file)
    var file = try VectorFile.begin(
      path, dimension: dimension, ids: ids, rowsChecksum: rowsChecksum.value, disk: disk)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { block.deallocate() }
    var offset = 0
    while offset < byteCount {
      let part = UnsafeMutableRawBufferPointer(rebasing: block[..<min(block.count, byteCount - offset)])
      try spool.read(at: offset, into: part)
      try file.write(UnsafeRawBufferPointer(part))
      offset += part.count
    }
    try VectorFile.finish(file, ids: ids)
  }
}
