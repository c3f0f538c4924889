import Files

/// The file of a training's state, version 1, described in `formats/checkpoint.md`.
///
/// Little-endian: a header of 64 bytes, a description that its owner reads (JSON), then the tables as float32.
public enum CheckpointFile {
  static let magic = Array("w2v.ckpt".utf8)
  static let version: UInt32 = 1
  static let headerSize = 64

  /// The header's fields, in their order.
  struct Header: Equatable {
    let dimension: Int
    let count: Int
    let descriptionByteCount: Int
    /// Whether the tables of the best epoch follow those of the last.
    let holdsBest: Bool
    let descriptionChecksum: UInt32
    /// CRC-32 of all floats.
    let tablesChecksum: UInt32

    /// The size of the whole file, or nil where it would be no number.
    var fileSize: Int? {
      let (cells, overflows) = count.multipliedReportingOverflow(by: dimension)
      guard !overflows, cells < Int.max / 64, count < Int.max / 64, descriptionByteCount < Int.max / 4 else {
        return nil
      }
      return headerSize + descriptionByteCount + (holdsBest ? 16 : 8) * cells + 8 * count
    }

    /// 60 bytes of fields and zeros, then their own CRC-32.
    var bytes: [UInt8] {
      var bytes = magic
      bytes += littleEndian(version) + littleEndian(UInt32(dimension))
      bytes += littleEndian(UInt64(count)) + littleEndian(UInt64(descriptionByteCount))
      bytes += littleEndian(UInt32(holdsBest ? 1 : 0))
      bytes += littleEndian(descriptionChecksum) + littleEndian(tablesChecksum)
      bytes += [UInt8](repeating: 0, count: headerSize - 4 - bytes.count)
      return bytes + littleEndian(CRC32.of(bytes))
    }
  }

  /// Writes a state beside an older file of that name and replaces it at the end.
  ///
  /// - Parameter description: What the owner wants to know of the state when it reads it, the history included.
  /// - Throws: `DataError` with code `cannotWrite`; an older file of that name then stays.
  public static func write(
    _ state: TrainingState, description: [UInt8], to path: String, disk: Disk = .system
  ) throws {
    let tables = [
      state.vectors.input.values, state.vectors.context.values, state.inputAccumulators, state.contextAccumulators,
      state.best?.input.values ?? [], state.best?.context.values ?? [],
    ]
    var checksum = CRC32()
    for table in tables { table.withUnsafeBytes { checksum.update($0) } }
    let header = Header(
      dimension: state.dimension, count: state.count, descriptionByteCount: description.count,
      holdsBest: state.best != nil, descriptionChecksum: CRC32.of(description), tablesChecksum: checksum.value)
    var file = try DurableFile(path: path, disk: disk)
    try file.write(header.bytes)
    try file.write(description)
    for table in tables { try table.withUnsafeBytes { try file.write($0) } }
    try file.commit()
  }

  /// Reads only what the owner wrote about the state.
  ///
  /// - Throws: `DataError` with code `badData`, `missingInput` or `cannotRead`.
  public static func readDescription(path: String) throws -> [UInt8] {
    var reader = try ByteReader(path: path)
    return try readHead(&reader).description
  }

  /// Reads a state.
  ///
  /// Sizes are checked against the file's before anything is allocated, then the checksums.
  ///
  /// - Parameter history: Tells the history from the description; what it throws ends the reading.
  /// - Throws: `DataError` with code `badData`, `missingInput` or `cannotRead`.
  public static func read(
    path: String, history: ([UInt8]) throws -> TrainingHistory
  ) throws -> TrainingState {
    var reader = try ByteReader(path: path)
    let (header, description) = try readHead(&reader)
    let past = try history(description)
    var checksum = CRC32()
    func take(_ count: Int) throws -> [Float] {
      let values = try reader.takeValues(count, zero: Float(0), what: "the tables")
      values.withUnsafeBytes { checksum.update($0) }
      return values
    }
    func takeMatrix() throws -> EmbeddingMatrix {
      EmbeddingMatrix(
        count: header.count, dimension: header.dimension, values: try take(header.count * header.dimension))
    }
    let vectors = TrackVectors(input: try takeMatrix(), context: try takeMatrix())
    let (input, context) = (try take(header.count), try take(header.count))
    let best = header.holdsBest ? TrackVectors(input: try takeMatrix(), context: try takeMatrix()) : nil
    guard checksum.value == header.tablesChecksum else { throw damaged(path, "the checksum of the tables") }
    return TrainingState(
      vectors: vectors, inputAccumulators: input, contextAccumulators: context, best: best, history: past)
  }

  private static func readHead(_ reader: inout ByteReader) throws -> (header: Header, description: [UInt8]) {
    let path = reader.path
    guard let size = Paths.size(of: path), size >= headerSize else {
      throw DataError(.badData, at: path, "too short for a checkpoint", remedy: "train from the start")
    }
    let header = try Header(try reader.take(headerSize, what: "the header"), fileSize: size, path: path)
    let description = try reader.take(header.descriptionByteCount, what: "the description")
    guard CRC32.of(description) == header.descriptionChecksum else {
      throw damaged(path, "the checksum of the description")
    }
    return (header, description)
  }

  private static func damaged(_ path: String, _ what: String) -> DataError {
    DataError(.badData, at: path, "\(what) does not fit the bytes", remedy: "remove it and train from the start")
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

extension CheckpointFile.Header {
  /// Reads a header and holds it against the size of its file.
  init(_ bytes: [UInt8], fileSize: Int, path: String) throws {
    func number(_ range: Range<Int>) -> UInt64 { bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    func failure(_ fault: String, _ remedy: String) -> DataError {
      DataError(.badData, at: path, fault, remedy: remedy)
    }
    guard bytes.starts(with: CheckpointFile.magic) else {
      throw failure("not a checkpoint of a training", "remove it, or name another folder of models")
    }
    guard number(8..<12) == CheckpointFile.version else {
      throw failure(
        "checkpoint of version \(number(8..<12)), this program reads version \(CheckpointFile.version)",
        "continue with the program that wrote it, or train from the start")
    }
    guard number(60..<64) == CRC32.of(Array(bytes[..<60])), let dimension = Int(exactly: number(12..<16)),
      let count = Int(exactly: number(16..<24)), let byteCount = Int(exactly: number(24..<32)), dimension >= 1,
      number(32..<36) <= 1
    else { throw failure("the header is damaged", "remove it and train from the start") }
    self.init(
      dimension: dimension, count: count, descriptionByteCount: byteCount, holdsBest: number(32..<36) == 1,
      descriptionChecksum: UInt32(number(36..<40)), tablesChecksum: UInt32(number(40..<44)))
    guard self.fileSize == fileSize else {
      throw failure(
        "the header promises \(self.fileSize.map(String.init) ?? "too many") bytes, the file has \(fileSize)",
        "it was cut short; remove it and train from the start")
    }
  }
}
