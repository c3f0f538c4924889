import Files

/// The first line of both word2vec formats: `count dimension`.
struct Word2VecHeader {
  let count: Int
  let dimension: Int

  init(line: [UInt8], place: String) throws {
    let fields = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map { Int($0) }
    guard fields.count == 2, let count = fields[0], let dimension = fields[1], count >= 0 else {
      throw DataError(
        .badData, at: place, "the first line is not `count dimension`",
        remedy: "word2vec files start with it; put it in front where a program left it out")
    }
    guard (1...VectorImport.largestDimension).contains(dimension) else {
      throw DataError(
        .badData, at: place, "a dimension of \(dimension) is not from 1 to \(VectorImport.largestDimension)")
    }
    self.count = count
    self.dimension = dimension
  }

  /// Takes the line from a file.
  init(_ reader: inout ByteReader) throws {
    let line = try reader.take(until: UInt8(ascii: "\n"), limit: 256, what: "the first line")
    try self.init(line: line ?? [], place: "\(reader.path):1")
  }
}

extension VectorImport {
  /// Ids longer than this are taken for damage.
  private static let longestID = 1 << 16

  static func readWord2VecText(_ reader: inout ByteReader) throws -> EmbeddingTable {
    let path = reader.path
    let header = try Word2VecHeader(&reader)
    var ids = StringTable()
    var values: [Float] = []
    // A value has rarely more than 24 bytes.
    let limit = longestID + 64 * header.dimension
    while let line = try reader.take(until: UInt8(ascii: "\n"), limit: limit, what: "line \(ids.count + 2)") {
      let place = "\(path):\(ids.count + 2)"
      // word2vec itself ends a line with a space; some systems with a carriage return.
      let fields = line.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") })
      if fields.isEmpty, ids.count == header.count { continue }
      guard fields.count == header.dimension + 1 else {
        throw DataError(
          .badData, at: place, "expected an id and \(header.dimension) values, found \(fields.count) fields",
          remedy: "ids must not hold spaces")
      }
      ids.append(try text(fields[0], place: place))
      for field in fields.dropFirst() {
        guard let value = Float(String(decoding: field, as: UTF8.self)) else {
          throw DataError(.badData, at: place, "\(String(decoding: field, as: UTF8.self)) is not a number")
        }
        values.append(value)
      }
    }
    try check(ids.count, against: header, path: path)
    return try checked(ids, values, dimension: header.dimension, path: path)
  }

  static func readWord2VecBinary(_ reader: inout ByteReader) throws -> EmbeddingTable {
    let path = reader.path
    let header = try Word2VecHeader(&reader)
    var ids = StringTable()
    var values: [Float] = []
    while ids.count < header.count {
      // word2vec itself writes a line end after each vector, gensim does not.
      while try reader.peek(1).first == UInt8(ascii: "\n") { _ = try reader.next() }
      let what = "row \(ids.count + 1)"
      guard let id = try reader.take(until: UInt8(ascii: " "), limit: longestID, what: "the id of \(what)") else {
        break
      }
      ids.append(try text(id, place: "\(path): \(what)"))
      try reader.takeValues(header.dimension, zero: 0, appendingTo: &values, what: what)
    }
    try check(ids.count, against: header, path: path)
    while let byte = try reader.next() {
      guard byte == UInt8(ascii: "\n") else {
        throw DataError(.badData, at: "\(path): byte \(reader.offset - 1)", "there are bytes after the last row")
      }
    }
    return try checked(ids, values, dimension: header.dimension, path: path)
  }

  private static func check(_ count: Int, against header: Word2VecHeader, path: String) throws {
    guard count == header.count else {
      throw DataError(
        .badData, at: path, "the first line promises \(header.count) vectors, the file holds \(count)",
        remedy: "it was cut short, or its first line belongs to another file")
    }
  }
}
