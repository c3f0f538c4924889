/// Writes a ``SpoolFile`` through a buffer.
public struct SpoolWriter: ~Copyable {
  /// The file, whole after ``flush()``.
  public let file: SpoolFile
  /// Bytes written so far.
  public private(set) var byteCount = 0
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 18

  /// Starts at the beginning of a file.
  public init(_ file: SpoolFile) {
    self.file = file
    file.rewind()
    buffer.reserveCapacity(Self.bufferSize)
  }

  /// Appends bytes.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    byteCount += bytes.count
    if buffer.count + bytes.count > Self.bufferSize { try flush() }
    if bytes.count > Self.bufferSize { return try file.write(bytes) }
    buffer.append(contentsOf: bytes)
  }

  /// Appends a number in this machine's byte order.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public mutating func write(_ number: Int32) throws {
    try withUnsafeBytes(of: number) { try write($0) }
  }

  /// Hands everything so far to the file, so that it can be read.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public mutating func flush() throws {
    try buffer.withUnsafeBytes { try file.write($0) }
    buffer.removeAll(keepingCapacity: true)
  }
}
