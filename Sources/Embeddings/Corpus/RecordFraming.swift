/// Knows where a record ends; sees its bytes piece by piece.
protocol RecordFraming {
  /// How many of the next bytes of the stream belong to the record, its end included, or nil when it goes on.
  mutating func end(in fresh: Bytes) -> Int?
  /// Line feeds among the record's bytes so far.
  var lineFeeds: Int { get }
  /// Whether the record is whole when the stream ends here.
  var mayEndWithFile: Bool { get }
}

/// A record is a line.
struct LineFraming: RecordFraming {
  private(set) var lineFeeds = 0
  var mayEndWithFile: Bool { true }

  mutating func end(in fresh: Bytes) -> Int? {
    guard let offset = fresh.first(UInt8(ascii: "\n")) else { return nil }
    lineFeeds = 1
    return offset + 1
  }
}

/// A record is a line of a CSV file, where a quoted field may hold line ends (RFC 4180).
///
/// A quotation mark counts only at the start of a field: `12" mix` is text like any other.
struct CSVFraming: RecordFraming {
  private enum State { case fieldStart, plain, quoted, quoteInQuoted }

  private(set) var lineFeeds = 0
  private var state = State.fieldStart
  private let separator: UInt8

  init(separator: UInt8) { self.separator = separator }

  var mayEndWithFile: Bool { state != .quoted }

  mutating func end(in fresh: Bytes) -> Int? {
    for (offset, byte) in fresh.enumerated() {
      if byte == UInt8(ascii: "\n") { lineFeeds += 1 }
      switch (state, byte) {
      case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
      case (.quoted, _): break
      case (.quoteInQuoted, UInt8(ascii: "\"")): state = .quoted
      case (_, UInt8(ascii: "\n")): return offset + 1
      case (_, separator): state = .fieldStart
      case (.fieldStart, UInt8(ascii: "\"")): state = .quoted
      default: state = .plain
      }
    }
    return nil
  }
}

/// A record is one JSON value that starts at its first byte: an object or array with all in it, or a string.
///
/// It only balances brackets and quotation marks; whether what lies between is JSON, ``JSONCursor`` finds out.
struct JSONFraming: RecordFraming {
  private(set) var lineFeeds = 0
  private var depth = 0
  private var isInString = false
  private var isAfterBackslash = false

  var mayEndWithFile: Bool { false }

  mutating func end(in fresh: Bytes) -> Int? {
    for (offset, byte) in fresh.enumerated() {
      if isInString {
        if isAfterBackslash {
          isAfterBackslash = false
        } else if byte == UInt8(ascii: "\\") {
          isAfterBackslash = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          if depth == 0 { return offset + 1 }
        } else if byte == UInt8(ascii: "\n") {
          lineFeeds += 1
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return offset }
        depth -= 1
        if depth == 0 { return offset + 1 }
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        if depth == 0 { return offset }
      case UInt8(ascii: "\n"): lineFeeds += 1
      default: break
      }
    }
    return nil
  }
}
