import Files

extension EmbeddingTable {
  /// Writes the vectors for another program.
  ///
  /// Text holds the shortest digits that read back as the same float32. Formats without ids keep the order of the rows.
  ///
  /// - Throws: `DataError` with code `cannotWrite`; with code `badData` for an id that word2vec's formats cannot hold.
  public func export(to path: String, format: VectorFormat, disk: Disk = .system) throws {
    var file = try DurableFile(path: path, disk: disk)
    switch format {
    case .word2vecText:
      try file.write("\(matrix.count) \(matrix.dimension)\n")
      for row in 0..<matrix.count {
        var line = try word2vecID(row)
        for value in matrix.row(row) { line += " \(value)" }
        try file.write(line + "\n")
      }
    case .word2vecBinary:
      try file.write("\(matrix.count) \(matrix.dimension)\n")
      for row in 0..<matrix.count {
        try file.write(try word2vecID(row) + " ")
        try matrix.row(row).withUnsafeBytes { try file.write($0) }
        try file.write("\n")
      }
    case .npy:
      try file.write(numPyHeader)
      try matrix.values.withUnsafeBytes { try file.write($0) }
    case .fvecs:
      for row in 0..<matrix.count {
        try file.write([Int32(matrix.dimension)])
        try matrix.row(row).withUnsafeBytes { try file.write($0) }
      }
    case .tsv:
      for row in 0..<matrix.count {
        try file.write(([try tsvID(row)] + matrix.row(row).map { "\($0)" }).joined(separator: "\t") + "\n")
      }
    case .jsonl:
      for row in 0..<matrix.count {
        var line = Array("{\"id\":".utf8)
        JSONString.append(ids[row].utf8, to: &line)
        line += Array(",\"vector\":[\(matrix.row(row).map { "\($0)" }.joined(separator: ","))]}\n".utf8)
        try file.write(line)
      }
    }
    try file.commit()
  }

  private func word2vecID(_ row: Int) throws -> String {
    let id = ids[row]
    guard !id.isEmpty, !id.utf8.contains(where: { $0 <= UInt8(ascii: " ") }) else {
      throw DataError(
        .badData, at: "row \(row + 1)", "word2vec's formats cannot hold the id \(id.quoted)",
        remedy: "ids must not be empty or hold spaces; use the format npy or fvecs, which hold none")
    }
    return id
  }

  private func tsvID(_ row: Int) throws -> String {
    let id = ids[row]
    guard !id.isEmpty, !id.utf8.contains(where: { $0 < UInt8(ascii: " ") }) else {
      throw DataError(
        .badData, at: "row \(row + 1)", "tsv cannot hold the id \(id.quoted)",
        remedy: "ids must not be empty or hold TABs and line ends; use the format jsonl")
    }
    return id
  }

  /// Version 1: the dictionary is filled with spaces so that the array starts at a multiple of 64 bytes.
  private var numPyHeader: [UInt8] {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(matrix.count), \(matrix.dimension)), }"
    let fixed = NumPyHeader.magic.count + 4
    let length = (fixed + text.utf8.count + 1 + 63) / 64 * 64 - fixed
    let padding = String(repeating: " ", count: length - text.utf8.count - 1)
    return NumPyHeader.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array((text + padding + "\n").utf8)
  }
}
