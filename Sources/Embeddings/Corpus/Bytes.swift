#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Text as UTF-8 bytes that someone else owns: valid only as long as its owner says.
///
/// Readers speak of ids and names this way, so that a corpus of a hundred million occurrences makes no strings.
typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
  /// No bytes at all.
  static var none: Bytes { Bytes(start: nil, count: 0) }

  /// The bytes from offset `start` up to `end`.
  func slice(_ start: Int, _ end: Int) -> Bytes {
    start == end ? .none : Bytes(rebasing: self[start..<end])
  }

  /// The bytes as a string.
  var string: String { String(decoding: self, as: UTF8.self) }

  /// Whether both hold the same bytes.
  func equals(_ other: Bytes) -> Bool {
    guard count == other.count else { return false }
    guard let mine = baseAddress, let theirs = other.baseAddress else { return true }
    return memcmp(mine, theirs, count) == 0
  }

  /// Whether these bytes are exactly that text.
  func equals(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { equals($0) }
  }

  /// Whether these bytes come before the others, byte by byte.
  func precedes(_ other: Bytes) -> Bool {
    guard let mine = baseAddress, let theirs = other.baseAddress else { return count < other.count }
    let order = memcmp(mine, theirs, Swift.min(count, other.count))
    return order < 0 || order == 0 && count < other.count
  }

  /// The offset of the first `byte` at or after `start`.
  func first(_ byte: UInt8, from start: Int = 0) -> Int? {
    guard let base = baseAddress, start < count,
      let found = memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  /// The offset of the last `byte`.
  func last(_ byte: UInt8) -> Int? {
    var index = count
    while index > 0 {
      index -= 1
      if self[index] == byte { return index }
    }
    return nil
  }

  /// How many line feeds there are.
  ///
  /// - Complexity: O(n), sixteen bytes a step.
  var countOfLineFeeds: Int {
    let raw = UnsafeRawBufferPointer(self)
    let lineFeeds = SIMD16<UInt8>(repeating: UInt8(ascii: "\n"))
    var total = 0
    var index = 0
    while index + 16 <= count {
      // A lane counts to 255 before it would overflow.
      let end = Swift.min(count, index + 16 * 255)
      var counts = SIMD16<UInt8>(repeating: 0)
      while index + 16 <= end {
        let isLineFeed = raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self) .== lineFeeds
        counts = counts.replacing(with: counts &+ 1, where: isLineFeed)
        index += 16
      }
      for lane in 0..<16 { total += Int(counts[lane]) }
    }
    while index < count {
      if self[index] == UInt8(ascii: "\n") { total += 1 }
      index += 1
    }
    return total
  }

  /// The fields between separators; without a separator all bytes are one field.
  func split(at separator: UInt8, into fields: inout [Bytes]) {
    fields.removeAll(keepingCapacity: true)
    var start = 0
    while let end = first(separator, from: start) {
      fields.append(slice(start, end))
      start = end + 1
    }
    fields.append(slice(start, count))
  }

  /// The bytes without ASCII white space at either end.
  var trimmed: Bytes {
    var start = 0
    var end = count
    while start < end, self[start].isWhitespace { start += 1 }
    while end > start, self[end - 1].isWhitespace { end -= 1 }
    return slice(start, end)
  }

  /// Whether any byte is ASCII white space.
  var holdsWhitespace: Bool { contains { $0.isWhitespace } }

  /// The number these bytes write in decimal digits, or nil when they are not one.
  var naturalNumber: Int? {
    guard !isEmpty, count <= 18 else { return nil }
    var value = 0
    for byte in self {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }

  /// The offset of the first byte that breaks UTF-8 (RFC 3629), or nil when all is well.
  var firstInvalidUTF8: Int? {
    var index = 0
    while index < count {
      // ASCII, eight bytes at a time.
      if index + 8 <= count,
        UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        index += 8
        continue
      }
      let lead = self[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      // The second byte's range keeps out overlong forms, surrogates and what lies beyond U+10FFFF.
      let (length, second): (Int, ClosedRange<UInt8>)
      switch lead {
      case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
      case 0xe0: (length, second) = (3, 0xa0...0xbf)
      case 0xed: (length, second) = (3, 0x80...0x9f)
      case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
      case 0xf0: (length, second) = (4, 0x90...0xbf)
      case 0xf4: (length, second) = (4, 0x80...0x8f)
      case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
      default: return index
      }
      guard index + length <= count, second.contains(self[index + 1]) else { return index }
      for next in index + 2..<Swift.max(index + 2, index + length) where self[next] & 0xc0 != 0x80 { return index }
      index += length
    }
    return nil
  }
}

extension UInt8 {
  /// Whether this is a space, TAB, line feed, vertical tab, form feed or carriage return.
  var isWhitespace: Bool { self == 0x20 || self >= 0x09 && self <= 0x0d }
}
