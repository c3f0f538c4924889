import Files

/// The header of a NumPy array file, versions 1 to 3: a Python dictionary in text.
struct NumPyHeader {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Bytes of one value, 4 or 8.
  let valueSize: Int
  let count: Int
  let dimension: Int

  init(_ reader: inout ByteReader) throws {
    let path = reader.path
    func failure(_ fault: String, _ remedy: String? = nil) -> DataError {
      DataError(.badData, at: path, fault, remedy: remedy)
    }
    let start = try reader.take(8, what: "the header")
    guard start.starts(with: Self.magic), (1...3).contains(start[6]) else {
      throw failure("not a NumPy array file of version 1, 2 or 3")
    }
    let lengthBytes = try reader.take(start[6] == 1 ? 2 : 4, what: "the header")
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= 1 << 16 else { throw failure("a header of \(length) bytes is damage") }
    let text = String(decoding: try reader.take(length, what: "the header"), as: UTF8.self)

    switch Self.value(of: "descr", in: text) {
    case "'<f4'": valueSize = 4
    case "'<f8'": valueSize = 8
    case let type:
      throw failure(
        "values of type \(type ?? "unknown") are not read", "save the array with .astype('<f4')")
    }
    guard Self.value(of: "fortran_order", in: text) == "False" else {
      throw failure("the array is in Fortran order", "save numpy.ascontiguousarray(array)")
    }
    let shape = Self.shape(in: text)
    guard let shape, shape.count == 2 else {
      throw failure(
        "the array is not two-dimensional", "one row is one vector: save an array of shape (count, dimension)")
    }
    (count, dimension) = (shape[0], shape[1])
    guard count >= 0, (1...VectorImport.largestDimension).contains(dimension) else {
      throw failure("a shape of (\(count), \(dimension)) is out of range")
    }
  }

  /// The text of a dictionary's value up to the next comma.
  private static func value(of key: String, in text: String) -> String? {
    rest(after: key, in: text).map { String($0.prefix { $0 != "," && $0 != "}" }).trimmed }
  }

  private static func shape(in text: String) -> [Int]? {
    guard let rest = rest(after: "shape", in: text), rest.trimmed.hasPrefix("("), let end = rest.firstIndex(of: ")")
    else {
      return nil
    }
    let fields = rest[..<end].trimmed.dropFirst().split(separator: ",").map { String($0).trimmed }.filter {
      !$0.isEmpty
    }
    let numbers = fields.compactMap { Int($0) }
    return numbers.count == fields.count ? numbers : nil
  }

  private static func rest(after key: String, in text: String) -> Substring? {
    guard let range = text.firstRange(of: "'\(key)':") else { return nil }
    return text[range.upperBound...]
  }
}

extension StringProtocol {
  /// The text without spaces at its ends.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

extension VectorImport {
  static func readNumPy(_ reader: inout ByteReader) throws -> EmbeddingTable {
    let header = try NumPyHeader(&reader)
    let (total, overflows) = header.count.multipliedReportingOverflow(by: header.dimension)
    guard !overflows, total <= Int.max / 8 else {
      throw DataError(.badData, at: reader.path, "a shape of (\(header.count), \(header.dimension)) is out of range")
    }
    var values: [Float]
    if header.valueSize == 4 {
      values = try reader.takeValues(total, zero: 0, what: "the array")
    } else {
      values = []
      var rest = total
      while rest > 0 {
        let step = min(rest, 1 << 16)
        values += try reader.takeValues(step, zero: 0.0, what: "the array").map(Float.init)
        rest -= step
      }
    }
    guard try reader.next() == nil else {
      throw DataError(.badData, at: "\(reader.path): byte \(reader.offset - 1)", "there are bytes after the array")
    }
    return try numbered(values, count: header.count, dimension: header.dimension, path: reader.path)
  }
}
