/// Reads one JSON text (RFC 8259) from bytes that nobody has checked yet.
///
/// Stricter than most: the text must be UTF-8, an object's names distinct, surrogates paired. Nesting and the length
/// of a number are limited, so that time and memory stay linear in the number of bytes.
struct JSONParser {
  /// Why a text is not JSON, and where.
  struct Fault: Error, Equatable, CustomStringConvertible {
    /// The offset of the offending byte, from 0.
    let offset: Int
    /// The line of that byte, from 1.
    let line: Int
    /// The byte within its line, from 1.
    let column: Int
    /// What is wrong there.
    let reason: String

    /// `line 1, column 12 (byte 11): reason`.
    var description: String { "line \(line), column \(column) (byte \(offset)): \(reason)" }
  }

  /// How deep arrays and objects may be nested.
  static let maximumDepth = 32
  /// How many bytes a number may take.
  static let maximumNumberLength = 64

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  /// Reads a text that holds exactly one value, with white space around it or not.
  static func parse(_ bytes: [UInt8]) throws(Fault) -> JSONValue {
    var parser = JSONParser(bytes: bytes)
    parser.skipWhiteSpace()
    let value = try parser.value()
    parser.skipWhiteSpace()
    guard parser.position == bytes.count else { throw parser.fault("expected the end after the value") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  // MARK: Values

  private mutating func value() throws(Fault) -> JSONValue {
    switch peek {
    case UInt8(ascii: "{"): return try nested { (parser) throws(Fault) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(Fault) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
    case nil: throw fault("the text ends where a value belongs")
    default: throw fault("expected a value")
    }
  }

  private mutating func nested(_ read: (inout JSONParser) throws(Fault) -> JSONValue) throws(Fault) -> JSONValue {
    guard depth < Self.maximumDepth else { throw fault("nested deeper than \(Self.maximumDepth) levels") }
    depth += 1
    position += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private mutating func array() throws(Fault) -> JSONValue {
    var elements: [JSONValue] = []
    skipWhiteSpace()
    if skip("]") { return .array(elements) }
    while true {
      skipWhiteSpace()
      elements.append(try value())
      skipWhiteSpace()
      if skip("]") { return .array(elements) }
      guard skip(",") else { throw fault("expected ',' or ']' after an element") }
    }
  }

  private mutating func object() throws(Fault) -> JSONValue {
    var fields: [JSONValue.Field] = []
    var names: Set<String> = []
    skipWhiteSpace()
    if skip("}") { return .object(fields) }
    while true {
      skipWhiteSpace()
      let start = position
      guard peek == UInt8(ascii: "\"") else { throw fault("expected a field's name in double quotes") }
      let name = try string()
      guard names.insert(name).inserted else { throw fault("the field '\(clipped(name))' appears twice", at: start) }
      skipWhiteSpace()
      guard skip(":") else { throw fault("expected ':' after a field's name") }
      skipWhiteSpace()
      fields.append(JSONValue.Field(name: name, value: try value()))
      skipWhiteSpace()
      if skip("}") { return .object(fields) }
      guard skip(",") else { throw fault("expected ',' or '}' after a field") }
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Fault) -> JSONValue {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, word.withUTF8Buffer({ bytes[position..<end].elementsEqual($0) }) else {
      throw fault("expected a value")
    }
    position = end
    return value
  }

  private mutating func number() throws(Fault) -> JSONValue {
    let start = position
    _ = skip("-")
    if !skip("0") { try digits() }
    if skip(".") { try digits() }
    if skip("e") || skip("E") {
      if !skip("+") { _ = skip("-") }
      try digits()
    }
    guard position - start <= Self.maximumNumberLength else {
      throw fault("a number of more than \(Self.maximumNumberLength) characters", at: start)
    }
    guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite else {
      throw fault("a number out of range", at: start)
    }
    return .number(number)
  }

  private mutating func digits() throws(Fault) {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw fault("expected a digit") }
  }

  // MARK: Strings

  private mutating func string() throws(Fault) -> String {
    position += 1
    var text: [UInt8] = []
    let start = position
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw fault("a string that is not UTF-8", at: start)
        }
        return string
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: Array(String(try escape()).utf8))
      case 0..<0x20:
        throw fault("a control character in a string; write it as \\u00XX")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw fault("the text ends inside a string")
  }

  private mutating func escape() throws(Fault) -> Unicode.Scalar {
    guard let byte = peek else { throw fault("the text ends inside a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw fault("an escape that JSON does not have", at: position - 1)
    }
  }

  /// Reads what follows `\u`: four digits, or two times four that are a surrogate pair.
  private mutating func unicodeEscape() throws(Fault) -> Unicode.Scalar {
    let start = position - 2
    let unit = try hexadecimal()
    if let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
    guard UTF16.isLeadSurrogate(unit), skip("\\"), skip("u") else { throw fault("a lone surrogate", at: start) }
    let trail = try hexadecimal()
    guard UTF16.isTrailSurrogate(trail) else { throw fault("a lone surrogate", at: start) }
    return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
  }

  private mutating func hexadecimal() throws(Fault) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault("expected four hexadecimal digits after \\u")
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  // MARK: Bytes

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipWhiteSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0a).contains(byte) || byte == 0x0d { position += 1 }
  }

  private func fault(_ reason: String, at offset: Int? = nil) -> Fault {
    let offset = offset ?? position
    let before = bytes[..<offset]
    let lineStart = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    return Fault(
      offset: offset, line: 1 + before.count { $0 == 0x0a }, column: offset - lineStart + 1, reason: reason)
  }
}
