import Files

/// The exchange formats of vectors, described in `formats/vectors.md`.
public enum VectorFormat: String, Sendable, CaseIterable {
  /// word2vec's text: a line `count dimension`, then a line `id value value ...` for each vector.
  case word2vecText = "text"
  /// word2vec's binary: the same first line, then `id`, a space and the values as little-endian float32.
  case word2vecBinary = "binary"
  /// NumPy's array file: two-dimensional, C order, `<f4` or `<f8`; no ids.
  case npy
  /// TEXMEX vectors: for each vector its dimension as int32 and its values as float32; no ids.
  case fvecs
  /// A line for each vector: id and values with TAB between them.
  case tsv
  /// A line for each vector: `{"id": "t1", "vector": [0.1, 0.2]}`.
  case jsonl

  /// Whether a file of this format says which vector belongs to which id.
  public var holdsIDs: Bool { self != .npy && self != .fvecs }

  /// Recognises a format by a file's first bytes.
  ///
  /// - Throws: `DataError` when they are no format's.
  static func sniff(_ head: ArraySlice<UInt8>, path: String) throws -> VectorFormat {
    if head.starts(with: NumPyHeader.magic) { return .npy }
    if let lineEnd = head.firstIndex(of: UInt8(ascii: "\n")),
      (try? Word2VecHeader(line: Array(head[..<lineEnd]), place: path)) != nil
    {
      return isText(head[(lineEnd + 1)...]) ? .word2vecText : .word2vecBinary
    }
    if head.first == UInt8(ascii: "{") { return .jsonl }
    if isTSV(head) { return .tsv }
    let dimension = head.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    if head.count >= 8, (1...VectorImport.largestDimension).contains(dimension) { return .fvecs }
    throw DataError(
      .badData, at: path, "not a vector file of a known format",
      remedy: "known are \(allCases.map(\.rawValue).joined(separator: ", ")); name the format if the file has no header"
    )
  }

  /// Whether the second field of the first line, between TABs, is a number.
  private static func isTSV(_ head: ArraySlice<UInt8>) -> Bool {
    let fields = head.prefix { $0 != UInt8(ascii: "\n") }.split(separator: UInt8(ascii: "\t"), maxSplits: 2)
    return fields.count >= 2
      && Float(String(decoding: fields[1].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)) != nil
  }

  /// Whether what follows the first id and space is a number in text and not the bytes of floats.
  ///
  /// A float may begin with the byte of a digit and go on with that of a space or a line end, but bytes of floats do not look like
  /// text for long: about one in eight is a control character.
  private static func isText(_ rows: ArraySlice<UInt8>) -> Bool {
    guard let space = rows.firstIndex(of: UInt8(ascii: " ")) else { return true }
    let values = rows[(space + 1)...].drop { $0 == UInt8(ascii: " ") }.prefix(256)
    let separators = Set(" \r\n".utf8)
    let first = values.prefix { !separators.contains($0) }
    guard Float(String(decoding: first, as: UTF8.self)) != nil else { return false }
    return values.allSatisfy {
      $0 > UInt8(ascii: " ") && $0 != 0x7f || separators.contains($0) || $0 == UInt8(ascii: "\t")
    }
  }
}
