import Files

extension VectorImport {
  static func readVecs(_ reader: inout ByteReader) throws -> EmbeddingTable {
    var values: [Float] = []
    var (count, dimension) = (0, 0)
    while let found = try takeVecsCount(&reader, row: count) {
      if count == 0 { dimension = found }
      guard found == dimension else {
        throw DataError(
          .badData, at: "\(reader.path): row \(count + 1)", "has \(found) components, the first row \(dimension)")
      }
      try reader.takeValues(found, zero: 0, appendingTo: &values, what: "row \(count + 1)")
      count += 1
    }
    guard count > 0 else { throw DataError(.missingInput, at: reader.path, "the file holds no vector") }
    return try numbered(values, count: count, dimension: dimension, path: reader.path)
  }

  /// Takes the number of values in front of a row, or nil at the end of the file.
  static func takeVecsCount(_ reader: inout ByteReader, row: Int) throws -> Int? {
    if try reader.peek(1).isEmpty { return nil }
    let count = Int(try reader.takeValues(1, zero: Int32(0), what: "row \(row + 1)")[0])
    guard (1...largestDimension).contains(count) else {
      throw DataError(
        .badData, at: "\(reader.path): row \(row + 1)", "a count of \(count) is not from 1 to \(largestDimension)",
        remedy: "each row starts with its number of values as little-endian int32")
    }
    return count
  }
}
