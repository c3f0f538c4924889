/// The head of a response of HTTP/1.1, as far as a load needs it.
struct ResponseHead: Equatable {
  /// Why bytes are no head.
  struct NotHTTP: Error, CustomStringConvertible {
    var description: String { "no answer of HTTP/1.1 with a length" }
  }

  let status: Int
  /// How long the head is, in bytes, with the empty line.
  let length: Int
  /// How many bytes follow it.
  let bodyLength: Int
  /// Whether it says when to come back.
  let hasRetryAfter: Bool
  /// Whether the server closes the connection.
  let closes: Bool

  /// Reads the head that bytes begin with; nil while its end is not there. Linear in the length of the head.
  ///
  /// - Throws: ``NotHTTP`` when it is none, or the body has no length.
  init?(_ bytes: UnsafeRawBufferPointer) throws {
    var status: Int?
    var bodyLength = 0
    var (hasRetryAfter, closes) = (false, false)
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      var line = rest[..<end]
      rest = rest[(end + 1)...]
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      if line.isEmpty {
        guard let status else { throw NotHTTP() }
        (self.status, self.bodyLength, length) = (status, bodyLength, rest.startIndex)
        (self.hasRetryAfter, self.closes) = (hasRetryAfter, closes)
        return
      }
      guard status != nil else {
        guard line.starts(with: "HTTP/1.".utf8), let code = Self.number(line.dropFirst(9).prefix(3)) else {
          throw NotHTTP()
        }
        status = code
        continue
      }
      let name = line.prefix { $0 != UInt8(ascii: ":") }
      let value = line.dropFirst(name.count + 1).drop { $0 == UInt8(ascii: " ") }
      if Self.equal(name, "content-length") {
        guard let count = Self.number(value) else { throw NotHTTP() }
        bodyLength = count
      } else if Self.equal(name, "transfer-encoding") {
        throw NotHTTP()
      } else if Self.equal(name, "retry-after") {
        hasRetryAfter = true
      } else if Self.equal(name, "connection") {
        closes = Self.equal(value, "close")
      }
    }
    return nil
  }

  /// Whether bytes are these letters, in either case.
  private static func equal(_ bytes: Slice<UnsafeRawBufferPointer>, _ lowercase: StaticString) -> Bool {
    bytes.count == lowercase.utf8CodeUnitCount
      && lowercase.withUTF8Buffer { $0.elementsEqual(bytes) { $0 == $1 | 0x20 } }
  }

  /// Digits as a number; nil when there is anything else, or too many.
  private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard !digits.isEmpty, digits.count < 16, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
