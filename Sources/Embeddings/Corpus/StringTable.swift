/// Strings numbered from 0, held as one array of UTF-8 bytes and one of offsets.
///
/// A million ids cost their bytes plus eight each, where `[String]` costs sixteen plus a heap block for most.
public struct StringTable: Sendable, Equatable {
  /// Every string's bytes, one after the other.
  public private(set) var utf8: [UInt8] = []
  /// Where string `i` starts in ``utf8``; `count + 1` values, rising from 0.
  public private(set) var offsets: [Int] = [0]

  /// Creates an empty table.
  public init() {}

  /// Creates a table from strings, in order.
  public init(_ strings: some Sequence<String>) {
    for string in strings { append(string) }
  }

  /// Creates a table from bytes and offsets (`count + 1` values, rising from 0 to `utf8.count`).
  public init(utf8: [UInt8], offsets: [Int]) {
    precondition(offsets.first == 0 && offsets.last == utf8.count, "offsets must run from 0 to utf8.count")
    self.utf8 = utf8
    self.offsets = offsets
  }

  /// How many strings there are.
  public var count: Int { offsets.count - 1 }

  /// The string with number `index`, in `0..<count`.
  public subscript(index: Int) -> String { String(decoding: bytes(at: index), as: UTF8.self) }

  /// The UTF-8 bytes of string `index`, in `0..<count`.
  public func bytes(at index: Int) -> ArraySlice<UInt8> { utf8[offsets[index]..<offsets[index + 1]] }

  /// Hands the UTF-8 bytes of string `index`, in `0..<count`, to `body`, for which alone they are valid.
  public func withBytes<Answer>(
    at index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Answer
  ) rethrows -> Answer {
    try utf8.withUnsafeBufferPointer {
      try body(UnsafeBufferPointer(rebasing: $0[offsets[index]..<offsets[index + 1]]))
    }
  }

  /// Asks for where a string begins and ends, `index` in `0..<count`, ahead of ``prefetchBytes(at:)``.
  public func prefetchOffsets(at index: Int) {
    precondition(0 <= index && index < count, "a string is one of the table")
    offsets.withUnsafeBufferPointer { offsets in
      if let start = offsets.baseAddress { VectorMath.prefetch(start + index, count: 2) }
    }
  }

  /// Asks for the bytes of string `index`, in `0..<count`, ahead of their use.
  public func prefetchBytes(at index: Int) {
    utf8.withUnsafeBufferPointer { utf8 in
      if let start = utf8.baseAddress {
        VectorMath.prefetch(start + offsets[index], count: offsets[index + 1] - offsets[index])
      }
    }
  }

  /// Adds a string at the end.
  public mutating func append(_ string: String) { append(utf8: string.utf8) }

  /// Adds a string given as UTF-8 at the end.
  public mutating func append(utf8 bytes: some Sequence<UInt8>) {
    utf8.append(contentsOf: bytes)
    offsets.append(utf8.count)
  }
}
