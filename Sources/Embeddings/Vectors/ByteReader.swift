import Files

/// Reads a ``ByteSource`` piece by piece, knows where it is, and never trusts a length more than the bytes that follow.
///
/// Arrays grow with what was really read, a block at a time: a header that promises a billion rows costs nothing
/// beyond the file's own bytes.
struct ByteReader: ~Copyable {
  /// The path that messages name.
  let path: String
  /// Bytes taken so far, after decompression.
  private(set) var offset = 0

  private var source: ByteSource
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var start = 0
  private var end = 0

  /// Opens a file.
  ///
  /// - Throws: `DataError`.
  init(path: String) throws {
    source = try ByteSource(path: path)
    self.path = path
  }

  /// The next bytes, up to `count` (at most 65,536), without taking them; fewer only at the end.
  mutating func peek(_ count: Int) throws -> ArraySlice<UInt8> {
    precondition(count <= buffer.count, "more than the buffer holds")
    while end - start < count, try fill() {}
    return buffer[start..<min(end, start + count)]
  }

  /// Takes one byte, or returns nil at the end.
  mutating func next() throws -> UInt8? {
    if start == end, try !fill() { return nil }
    defer {
      start += 1
      offset += 1
    }
    return buffer[start]
  }

  /// Takes bytes up to a delimiter, which is taken too and not returned; nil at the end of the file.
  ///
  /// - Throws: `DataError` when there is no delimiter within `limit` bytes; the last piece may end with the file.
  mutating func take(until delimiter: UInt8, limit: Int, what: String) throws -> [UInt8]? {
    var bytes: [UInt8] = []
    let first = offset
    while let byte = try next() {
      if byte == delimiter { return bytes }
      bytes.append(byte)
      guard bytes.count <= limit else {
        throw DataError(.badData, at: "\(path): byte \(first)", "\(what) is longer than \(limit) bytes")
      }
    }
    return bytes.isEmpty ? nil : bytes
  }

  /// Takes exactly `count` bytes.
  ///
  /// - Throws: `DataError` when the file ends before.
  mutating func take(_ count: Int, what: String) throws -> [UInt8] {
    try takeValues(count, zero: UInt8(0), what: what)
  }

  /// Takes exactly `count` little-endian values.
  ///
  /// - Throws: `DataError` when the file ends before.
  mutating func takeValues<Value: BitwiseCopyable>(_ count: Int, zero: Value, what: String) throws -> [Value] {
    var values: [Value] = []
    try takeValues(count, zero: zero, appendingTo: &values, what: what)
    return values
  }

  /// Appends exactly `count` little-endian values to an array.
  ///
  /// - Throws: `DataError` when the file ends before.
  mutating func takeValues<Value: BitwiseCopyable>(
    _ count: Int, zero: Value, appendingTo values: inout [Value], what: String
  ) throws {
    var rest = count
    while rest > 0 {
      let step = min(rest, Self.blockSize / MemoryLayout<Value>.stride)
      let first = values.count
      values.append(contentsOf: repeatElement(zero, count: step))
      let taken = try values.withUnsafeMutableBytes { bytes in
        try take(into: UnsafeMutableRawBufferPointer(rebasing: bytes[(first * MemoryLayout<Value>.stride)...]))
      }
      guard taken == step * MemoryLayout<Value>.stride else {
        throw DataError(
          .badData, at: "\(path): byte \(offset)", "the file ends within \(what)",
          remedy: "it was cut short; copy or export it again")
      }
      rest -= step
    }
  }

  private static let blockSize = 1 << 20

  /// Fills a buffer and returns how many bytes it holds; fewer than its size only at the end.
  private mutating func take(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    var taken = min(end - start, target.count)
    buffer.withUnsafeBytes { bytes in
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + taken]))
    }
    start += taken
    while taken < target.count {
      let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: target[taken...]))
      if count == 0 { break }
      taken += count
    }
    offset += taken
    return taken
  }

  /// Reads more into the buffer; false at the end of the file.
  private mutating func fill() throws -> Bool {
    if start > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start..<end]))
      }
      end -= start
      start = 0
    }
    let used = self.end
    let count = try buffer.withUnsafeMutableBytes { bytes in
      try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[used...]))
    }
    self.end += count
    return count > 0
  }
}
