#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A stream of the bytes of a file, or of standard input for the path `-`.
///
/// gzip and zstd are recognised by their first bytes, whatever the file is called, and decoded on the way; several
/// gzip members or zstd frames in one file are read as one stream. Memory is two blocks, whatever the size.
/// One source is used by one thread.
public struct ByteSource: ~Copyable {
  /// The path the source was opened with.
  public let path: String
  /// The size of the file as it lies on the disk, or nil where it cannot be known (a pipe, standard input).
  public let storedByteCount: Int?

  private var file: FileBlocks
  private let decoder: (any StreamDecoder)?

  /// Opens a file, or standard input for `-`, and looks at its first bytes.
  ///
  /// - Throws: ``DataError`` with code `missingInput` when the file is not there, `cannotRead` when the system refuses
  ///   to read it, `badData` when its first bytes promise a compression they do not keep.
  public init(path: String) throws {
    var file = try FileBlocks(path: path)
    let decoder = try Self.decoder(for: file.head(4), path: file.place)
    self.path = path
    self.decoder = decoder
    storedByteCount = file.size
    self.file = file
  }

  /// How many bytes of the file were used so far, before decoding: with ``storedByteCount`` a measure of progress.
  public var storedOffset: Int { file.offset }

  /// Fills a buffer, wholly or in part, and returns how many bytes it now holds; 0 only at the end of the stream.
  ///
  /// - Throws: ``DataError`` with code `badData` when a compressed stream is cut off or corrupt, `cannotRead` when the
  ///   system refuses.
  public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    precondition(!buffer.isEmpty, "read needs room for at least one byte")
    return if let decoder { try decoder.decode(from: &file, into: buffer) } else { try file.take(into: buffer) }
  }

  /// All bytes of a file, decoded: for small files.
  ///
  /// - Throws: ``DataError``, as ``init(path:)`` and ``read(into:)`` do.
  public static func readAll(path: String) throws -> [UInt8] {
    var source = try ByteSource(path: path)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: FileBlocks.blockSize, alignment: 16)
    defer { block.deallocate() }
    var bytes: [UInt8] = []
    while true {
      let count = try source.read(into: block)
      if count == 0 { return bytes }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[..<count]))
    }
  }

  private static func decoder(for head: [UInt8], path: String) throws -> (any StreamDecoder)? {
    if GzipDecoder.recognises(head) { return try GzipDecoder(path: path) }
    if ZstdDecoder.recognises(head) { return try ZstdDecoder(path: path) }
    return nil
  }
}

/// A decompressor that pulls what it needs from a file.
protocol StreamDecoder: AnyObject {
  /// Decodes at least one byte into `output` and returns how many; 0 only at the end of the stream.
  func decode(from file: inout FileBlocks, into output: UnsafeMutableRawBufferPointer) throws -> Int
}
