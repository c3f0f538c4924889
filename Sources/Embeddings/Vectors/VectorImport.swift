import Files

/// Reads vectors that other programs wrote.
public struct VectorImport {
  /// The most components a vector may have: a larger number in a header is taken for damage.
  static let largestDimension = 1 << 16

  /// Reads a file of vectors, plain or compressed with gzip or zstd, or standard input for `-`.
  ///
  /// Formats without ids give the ids `0`, `1` and so on. A file of our own (`VectorFile`) is read too.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: Its format; nil recognises it by its first bytes.
  /// - Throws: `DataError` with the place of the fault: damage, a value that is not finite, an id that occurs twice.
  public static func read(path: String, format: VectorFormat? = nil) throws -> EmbeddingTable {
    var reader = try ByteReader(path: path)
    let head = try reader.peek(1 << 12)
    guard !head.isEmpty else {
      throw DataError(.missingInput, at: path, "the file is empty", remedy: "give a file that holds vectors")
    }
    if format == nil, head.starts(with: VectorFile.magic) { return try EmbeddingTable.read(path: path) }
    switch try format ?? VectorFormat.sniff(head, path: path) {
    case .word2vecText: return try readWord2VecText(&reader)
    case .word2vecBinary: return try readWord2VecBinary(&reader)
    case .npy: return try readNumPy(&reader)
    case .fvecs: return try readVecs(&reader)
    case .tsv: return try readTSV(&reader)
    case .jsonl: return try readJSONLines(&reader)
    }
  }

  /// Reads rows of whole numbers in the `.ivecs` format: the exact neighbours that come with benchmark sets.
  ///
  /// - Throws: `DataError`.
  public static func readIntegers(path: String) throws -> [[Int32]] {
    var reader = try ByteReader(path: path)
    var rows: [[Int32]] = []
    while let count = try takeVecsCount(&reader, row: rows.count) {
      rows.append(try reader.takeValues(count, zero: Int32(0), what: "row \(rows.count + 1)"))
    }
    return rows
  }

  /// A table of rows without ids, which are then numbered.
  static func numbered(_ values: [Float], count: Int, dimension: Int, path: String) throws -> EmbeddingTable {
    try checked(StringTable((0..<count).lazy.map(String.init)), values, dimension: dimension, path: path)
  }

  /// A table of rows whose values are all finite and whose ids are all distinct, or the row where that fails.
  static func checked(
    _ ids: StringTable, _ values: [Float], dimension: Int, path: String
  ) throws -> EmbeddingTable {
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData, at: "\(path): row \(index / dimension + 1)",
        "component \(index % dimension + 1) of \(ids[index / dimension]) is \(values[index]), not a finite number")
    }
    let table = IdentifierTable(ids)
    if let duplicate = table.firstDuplicate {
      let first = table.ordinal(of: ids[duplicate]) ?? duplicate
      throw DataError(
        .badData, at: "\(path): row \(duplicate + 1)", "\(ids[duplicate]) is already the id of row \(first + 1)",
        remedy: "keep one of the two rows")
    }
    return EmbeddingTable(ids: table, matrix: EmbeddingMatrix(count: ids.count, dimension: dimension, values: values))
  }

  /// The text of an id's bytes.
  static func text(_ bytes: some Collection<UInt8>, place: String) throws -> String {
    guard let id = String(validating: bytes, as: UTF8.self), !id.isEmpty else {
      throw DataError(
        .badData, at: place, bytes.isEmpty ? "the id is empty" : "the id is not UTF-8",
        remedy: "export it again as UTF-8")
    }
    return id
  }
}
