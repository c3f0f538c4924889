extension String {
  /// The text for a message: in quotation marks, on one line, and cut when it is long.
  ///
  /// Control characters are written as escapes, so that what stands in a file neither breaks a message into lines nor
  /// reaches a terminal as a command.
  var quoted: String {
    var text = "\""
    for scalar in unicodeScalars.prefix(Self.quotedLength) {
      switch scalar.value {
      case 0x0A: text += "\\n"
      case 0x0D: text += "\\r"
      case 0x09: text += "\\t"
      case 0..<0x20, 0x7F..<0xA0: text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    let isCut = unicodeScalars.dropFirst(Self.quotedLength).first != nil
    return text + (isCut ? "…\"" : "\"")
  }

  private static let quotedLength = 60
}

extension UnsafeBufferPointer<UInt8> {
  /// The bytes as text for a message, see `String.quoted`.
  var quoted: String { slice(0, Swift.min(count, 1024)).string.quoted }
}
