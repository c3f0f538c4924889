import Files

/// Cuts a stream of bytes into records, of which it keeps one in memory.
///
/// A record longer than ``limit`` is passed over, its beginning handed out with a mark. Lines are counted from 1 as they
/// are after decompression. A record's bytes are valid until the next call.
struct RecordScanner: ~Copyable {
  /// The longest record that is read, in bytes.
  static let defaultLimit = 64 << 20
  private static let blockSize = 1 << 20
  /// How much of a record over the limit is kept, for the report.
  private static let remnantSize = 1024

  /// One record, without its line end.
  struct Frame {
    /// The record's bytes; of one over the limit its beginning.
    let bytes: Bytes
    /// The line it starts on.
    let line: Int
    /// Whether it is over the limit.
    let isTooLong: Bool
    /// Whether the end of the file came before the end of the record.
    let isCut: Bool
  }

  let path: String
  let limit: Int
  /// The line the next byte stands on.
  private(set) var line = 1

  private var source: ByteSource
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  /// A failure to read on that waits until the lines before it were handed out.
  private var failure: (any Error)?

  init(path: String, limit: Int = Self.defaultLimit) throws {
    source = try ByteSource(path: path)
    self.path = path
    self.limit = limit
    capacity = Self.blockSize
    buffer = .allocate(capacity: capacity)
  }

  deinit { buffer.deallocate() }

  /// Bytes of the file used so far, before decompression.
  var storedOffset: Int { source.storedOffset }

  /// The next bytes without taking them: at least `count` unless the stream ends before.
  mutating func peek(_ count: Int) throws -> Bytes {
    while end - start < count, try fill() {}
    return Bytes(start: buffer + start, count: end - start)
  }

  /// Passes over `count` bytes that ``peek(_:)`` has shown.
  mutating func skip(_ count: Int) {
    line += Bytes(start: buffer + start, count: count).countOfLineFeeds
    start += count
  }

  /// Passes over a UTF-8 byte order mark, which must not become part of the first id.
  mutating func skipByteOrderMark() throws {
    if try peek(3).starts(with: [0xef, 0xbb, 0xbf]) { skip(3) }
  }

  /// Passes over ASCII white space and returns the byte after it without taking it, or nil at the end of the stream.
  mutating func skipWhitespace() throws -> UInt8? {
    while true {
      while start < end {
        let byte = buffer[start]
        if !byte.isWhitespace { return byte }
        if byte == UInt8(ascii: "\n") { line += 1 }
        start += 1
      }
      if !(try fill()) { return nil }
    }
  }

  /// The next line without its line end (LF or CR LF), or nil at the end of the stream.
  mutating func nextLine() throws -> Frame? {
    var framing = LineFraming()
    return try next(&framing)
  }

  /// The next record as `framing` cuts it, or nil at the end of the stream.
  mutating func next(_ framing: inout some RecordFraming) throws -> Frame? {
    let firstLine = line
    var seen = 0
    var remnant: Int?
    while true {
      let fresh = Bytes(start: buffer + start + seen, count: end - start - seen)
      if let length = framing.end(in: fresh) {
        line += framing.lineFeeds
        let recordEnd = start + (remnant ?? seen + length)
        let frame = Frame(
          bytes: body(from: start, to: recordEnd), line: firstLine,
          isTooLong: remnant != nil || recordEnd - start > limit + 2, isCut: false)
        start += seen + length
        return frame
      }
      seen += fresh.count
      if seen > limit {
        // Keep the beginning where it stands and let the rest of the record pass through the room behind it.
        seen = min(Self.remnantSize, seen)
        remnant = seen
        end = start + seen
      }
      if try fill() { continue }
      line += framing.lineFeeds
      if seen == 0 { return nil }
      let frame = Frame(
        bytes: body(from: start, to: start + (remnant ?? seen)), line: firstLine, isTooLong: remnant != nil,
        isCut: !framing.mayEndWithFile)
      start = end
      return frame
    }
  }

  /// Moves the next lines to a block, some `size` bytes of them or one longer line; false at the end of the stream.
  mutating func nextLines(into block: LineBlock, size: Int) throws -> Bool {
    if let failure { throw failure }
    do {
      while end - start < size, try fill() {}
    } catch {
      guard Bytes(start: buffer + start, count: end - start).contains(UInt8(ascii: "\n")) else { throw error }
      failure = error
    }
    while true {
      let fresh = Bytes(start: buffer + start, count: end - start)
      if let count = Self.countOfWholeLines(in: fresh, size: size) {
        let isTooLong = count > limit + 2
        block.fill(
          fresh.slice(0, isTooLong ? Self.remnantSize : count), firstLine: line, isTooLong: isTooLong)
        skip(count)
        return true
      }
      if fresh.count <= limit, try fill() { continue }
      // Either the last line, which nothing ends, or one over the limit.
      guard let frame = try nextLine() else { return false }
      block.fill(frame.bytes, firstLine: frame.line, isTooLong: frame.isTooLong)
      return true
    }
  }

  /// How many bytes the lines take that end within the first `size` bytes, or else the first line, or nil when none ends.
  private static func countOfWholeLines(in bytes: Bytes, size: Int) -> Int? {
    if let last = bytes.slice(0, Swift.min(size, bytes.count)).last(UInt8(ascii: "\n")) { return last + 1 }
    return bytes.first(UInt8(ascii: "\n"), from: Swift.min(size, bytes.count)).map { $0 + 1 }
  }

  /// The bytes without one line end behind them.
  private func body(from start: Int, to recordEnd: Int) -> Bytes {
    var stop = recordEnd
    if stop > start, buffer[stop - 1] == UInt8(ascii: "\n") { stop -= 1 }
    if stop > start, buffer[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
    return Bytes(start: buffer + start, count: stop - start)
  }

  /// Reads more bytes behind those at hand; false at the end of the stream.
  private mutating func fill() throws -> Bool {
    if isAtEnd { return false }
    if end == capacity {
      if start > 0 {
        buffer.update(from: buffer + start, count: end - start)
      } else {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
        larger.update(from: buffer, count: end)
        buffer.deallocate()
        buffer = larger
        capacity *= 2
      }
      end -= start
      start = 0
    }
    let count = try source.read(into: UnsafeMutableRawBufferPointer(start: buffer + end, count: capacity - end))
    end += count
    isAtEnd = count == 0
    return !isAtEnd
  }
}
