import Files

// Formats of one vector a line, without a header.
extension VectorImport {
  /// A line longer than this is taken for damage: ids of 64 kB, and 64 bytes for each of the most components there may be.
  private static let longestLine = 1 << 16 + 64 * largestDimension

  static func readTSV(_ reader: inout ByteReader) throws -> EmbeddingTable {
    try readLines(&reader) { line, place, values in
      let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      for field in fields.dropFirst() { values.append(try number(field, place: place)) }
      return try text(fields[0], place: place)
    }
  }

  static func readJSONLines(_ reader: inout ByteReader) throws -> EmbeddingTable {
    try readLines(&reader) { line, place, values in
      var scratch = [UInt8](repeating: 0, count: line.count + 64)
      return try line.withUnsafeBufferPointer { line in
        try scratch.withUnsafeMutableBufferPointer { scratch in
          guard let start = scratch.baseAddress, JSONCursor.scratchSize(for: line) <= scratch.count else { return "" }
          var id: String?
          do {
            var cursor = JSONCursor(line, scratch: start)
            try cursor.object { (cursor, key) throws(RecordFault) in
              if key.equals("id") {
                id = try cursor.scalar().string
              } else if key.equals("vector") {
                try cursor.array { (cursor) throws(RecordFault) in
                  let value = try cursor.scalar()
                  guard let value = Float(value.string) else { throw RecordFault("\(value.string) is not a number") }
                  values.append(value)
                }
              } else {
                try cursor.skip()
              }
            }
            try cursor.end()
          } catch let fault as RecordFault {
            throw DataError(.badData, at: place, fault.fault, remedy: fault.remedy)
          }
          return try text((id ?? "").utf8, place: place)
        }
      }
    }
  }

  /// Reads lines until the end; `vector` returns the id of one and appends its values.
  private static func readLines(
    _ reader: inout ByteReader, _ vector: (_ line: [UInt8], _ place: String, _ values: inout [Float]) throws -> String
  ) throws -> EmbeddingTable {
    let path = reader.path
    var ids = StringTable()
    var values: [Float] = []
    var number = 0
    var dimension: Int?
    while var line = try reader.take(until: UInt8(ascii: "\n"), limit: longestLine, what: "line \(number + 1)") {
      number += 1
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      if line.isEmpty { continue }
      let place = "\(path):\(number)"
      let before = values.count
      ids.append(try vector(line, place, &values))
      let count = values.count - before
      guard (1...largestDimension).contains(count) else {
        throw DataError(.badData, at: place, "\(count) values are not from 1 to \(largestDimension)")
      }
      guard count == dimension ?? count else {
        throw DataError(.badData, at: place, "\(count) values, where the first line has \(dimension ?? 0)")
      }
      dimension = count
    }
    return try checked(ids, values, dimension: dimension ?? 1, path: path)
  }

  private static func number(_ field: ArraySlice<UInt8>, place: String) throws -> Float {
    guard let value = Float(String(decoding: field, as: UTF8.self)) else {
      throw DataError(.badData, at: place, "\(String(decoding: field, as: UTF8.self)) is not a number")
    }
    return value
  }
}
