/// Reads a ``SpoolFile`` from one end to the other, some hundred kibibytes at a time.
public struct SpoolReader: ~Copyable {
  /// Where the next bytes stand.
  public private(set) var offset = 0
  /// Where the bytes end.
  public let end: Int
  private let file: SpoolFile
  private var buffer: UnsafeMutableRawBufferPointer
  /// What of the buffer is read and not yet handed out.
  private var unread = 0..<0

  /// Starts at the beginning of a file of `end` bytes.
  public init(_ file: SpoolFile, end: Int) {
    self.file = file
    self.end = end
    buffer = .allocate(byteCount: 1 << 18, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// The next `count` bytes, valid until the next call.
  ///
  /// - Throws: ``DataError`` with code `cannotRead`.
  public mutating func next(_ count: Int) throws -> UnsafeRawBufferPointer {
    precondition(count <= end - offset, "the file holds so many bytes")
    if unread.count < count { try fill(count) }
    let start = unread.lowerBound
    unread = start + count..<unread.upperBound
    offset += count
    return UnsafeRawBufferPointer(rebasing: buffer[start..<start + count])
  }

  /// The next number, in this machine's byte order.
  ///
  /// - Throws: ``DataError`` with code `cannotRead`.
  public mutating func nextNumber() throws -> Int {
    Int(try next(4).loadUnaligned(as: Int32.self))
  }

  private mutating func fill(_ count: Int) throws {
    let kept = unread.count
    if buffer.count < count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count * 2, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[unread]))
      buffer.deallocate()
      buffer = larger
    } else if let base = buffer.baseAddress {
      base.copyMemory(from: base + unread.lowerBound, byteCount: kept)
    }
    let total = min(buffer.count, end - offset)
    try file.read(at: offset + kept, into: UnsafeMutableRawBufferPointer(rebasing: buffer[kept..<total]))
    unread = 0..<total
  }
}
