/// Walks through one JSON text (RFC 8259) without building objects: the caller asks for what it expects next.
///
/// Strings without escapes are ranges of the text itself; others are unescaped into a scratch buffer, which cannot run
/// out because unescaped text is never longer. Errors say at which byte of the record they were found.
struct JSONCursor {
  /// How deep values may nest.
  private static let maximumDepth = 128

  private let text: Bytes
  private var position = 0
  private var depth = 0
  private let scratch: UnsafeMutablePointer<UInt8>
  private var scratchCount = 0

  /// Creates a cursor at the start of a text.
  ///
  /// - Parameter scratch: Room for ``scratchSize(for:)`` bytes, which must outlive every string the cursor gives.
  init(_ text: Bytes, scratch: UnsafeMutablePointer<UInt8>) {
    self.text = text
    self.scratch = scratch
  }

  /// The size of the scratch buffer for a text; the extra is for ``store(_:)``.
  static func scratchSize(for text: Bytes) -> Int { text.count + 64 }

  /// The first byte of the next value, or nil at the end.
  mutating func peek() -> UInt8? {
    while position < text.count, text[position].isWhitespace { position += 1 }
    return position < text.count ? text[position] : nil
  }

  /// Reads an object; `member` must take each value.
  mutating func object(_ member: (inout JSONCursor, Bytes) throws(RecordFault) -> Void) throws(RecordFault) {
    try open("{")
    if take("}") {
      depth -= 1
      return
    }
    while true {
      guard peek() == UInt8(ascii: "\"") else { throw fault("a key in quotation marks") }
      let key = try string()
      guard take(":") else { throw fault("a colon") }
      try member(&self, key)
      if take(",") { continue }
      guard take("}") else { throw fault("a comma or }") }
      depth -= 1
      return
    }
  }

  /// Reads an array; `element` must take each value.
  mutating func array(_ element: (inout JSONCursor) throws(RecordFault) -> Void) throws(RecordFault) {
    try open("[")
    if take("]") {
      depth -= 1
      return
    }
    while true {
      try element(&self)
      if take(",") { continue }
      guard take("]") else { throw fault("a comma or ]") }
      depth -= 1
      return
    }
  }

  /// Reads a string, or a number as it is written, or null as no bytes.
  mutating func scalar() throws(RecordFault) -> Bytes {
    switch peek() {
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "n"):
      try word("null")
      return .none
    default: return try number()
    }
  }

  /// Reads a number that is not negative, or null as nil.
  mutating func amount() throws(RecordFault) -> Double? {
    let digits = try scalar()
    if digits.isEmpty { return nil }
    if let value = digits.naturalNumber { return Double(value) }
    guard let value = Double(digits.string), value.isFinite, value >= 0 else { throw fault("a number") }
    return value
  }

  /// Passes over a value of any kind.
  mutating func skip() throws(RecordFault) {
    switch peek() {
    case UInt8(ascii: "{"): try object { (cursor, _) throws(RecordFault) in try cursor.skip() }
    case UInt8(ascii: "["): try array { (cursor) throws(RecordFault) in try cursor.skip() }
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    default: _ = try scalar()
    }
  }

  /// Checks that nothing follows.
  mutating func end() throws(RecordFault) {
    if peek() != nil { throw fault("the end of the record") }
  }

  /// Keeps a short text (64 bytes for a record) as long as the record's strings.
  mutating func store(_ short: some Collection<UInt8>) -> Bytes {
    let start = scratch + scratchCount
    for byte in short {
      scratch[scratchCount] = byte
      scratchCount += 1
    }
    return Bytes(start: start, count: short.count)
  }

  /// The error for something other than what was expected at this place.
  func fault(_ expected: String) -> RecordFault {
    position < text.count
      ? RecordFault("broken JSON: expected \(expected) at byte \(position + 1)")
      : RecordFault("broken JSON: the record ends where \(expected) was expected")
  }

  private mutating func open(_ bracket: Unicode.Scalar) throws(RecordFault) {
    guard take(bracket) else { throw fault(bracket == "{" ? "an object" : "an array") }
    depth += 1
    if depth > Self.maximumDepth { throw RecordFault("JSON nested deeper than \(Self.maximumDepth) levels") }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func word(_ word: StaticString) throws(RecordFault) {
    let end = position + word.utf8CodeUnitCount
    guard end <= text.count, text.slice(position, end).equals(word) else { throw fault("a value") }
    position = end
  }

  private mutating func number() throws(RecordFault) -> Bytes {
    let start = position
    if position < text.count, text[position] == UInt8(ascii: "-") { position += 1 }
    let firstDigit = position
    guard digits() else { throw fault("a value") }
    if text[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
      throw fault("a number without leading zeros")
    }
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      guard digits() else { throw fault("a digit") }
    }
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
        position += 1
      }
      guard digits() else { throw fault("a digit") }
    }
    return text.slice(start, position)
  }

  private mutating func digits() -> Bool {
    let start = position
    while position < text.count, text[position] >= UInt8(ascii: "0"), text[position] <= UInt8(ascii: "9") {
      position += 1
    }
    return position > start
  }

  private mutating func string() throws(RecordFault) -> Bytes {
    position += 1
    let start = position
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\""):
        position += 1
        return text.slice(start, position - 1)
      case UInt8(ascii: "\\"): return try unescapedString(from: start)
      case 0..<0x20: throw fault("an escape instead of a control character")
      default: position += 1
      }
    }
    throw fault("a closing quotation mark")
  }

  /// Continues a string at its first escape.
  private mutating func unescapedString(from start: Int) throws(RecordFault) -> Bytes {
    let target = scratchCount
    for index in start..<position { append(text[index]) }
    while position < text.count {
      let byte = text[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return Bytes(start: scratch + target, count: scratchCount - target)
      case UInt8(ascii: "\\"):
        position += 1
        try escape()
      case 0..<0x20: throw fault("an escape instead of a control character")
      default:
        append(byte)
        position += 1
      }
    }
    throw fault("a closing quotation mark")
  }

  private mutating func escape() throws(RecordFault) {
    guard position < text.count else { throw fault("an escaped character") }
    let byte = text[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): append(byte)
    case UInt8(ascii: "b"): append(0x08)
    case UInt8(ascii: "f"): append(0x0c)
    case UInt8(ascii: "n"): append(0x0a)
    case UInt8(ascii: "r"): append(0x0d)
    case UInt8(ascii: "t"): append(0x09)
    case UInt8(ascii: "u"):
      var code = try codeUnit()
      if code >> 10 == 0b110110 {
        guard position + 1 < text.count, text[position] == UInt8(ascii: "\\"), text[position + 1] == UInt8(ascii: "u")
        else { throw fault("the second half of a surrogate pair") }
        position += 2
        let low = try codeUnit()
        guard low >> 10 == 0b110111 else { throw fault("the second half of a surrogate pair") }
        code = 0x10000 + (code & 0x3ff) << 10 + low & 0x3ff
      }
      guard let scalar = Unicode.Scalar(code), code != 0 else {
        throw fault("a character other than \\u0000 or half a pair")
      }
      for unit in String(scalar).utf8 { append(unit) }
    default:
      position -= 1
      throw fault("a known escape")
    }
  }

  private mutating func codeUnit() throws(RecordFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < text.count, let digit = Character(Unicode.Scalar(text[position])).hexDigitValue else {
        throw fault("four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func append(_ byte: UInt8) {
    scratch[scratchCount] = byte
    scratchCount += 1
  }
}
