#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The stored bytes of a file or of standard input, read in blocks of a mebibyte.
struct FileBlocks: ~Copyable {
  static let blockSize = 1 << 20

  /// The path as messages name it.
  let place: String
  /// The size of a regular file in bytes; nil for pipes and devices.
  let size: Int?
  /// How many bytes were taken so far.
  private(set) var offset = 0

  private let descriptor: Int32
  private let block: UnsafeMutableRawBufferPointer
  private var unread: Range<Int> = 0..<0

  init(path: String) throws {
    place = path == "-" ? "stdin" : path
    if path == "-" {
      descriptor = STDIN_FILENO
    } else {
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Self.failure(path, errno) }
    }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    if isKnown, status.st_mode & S_IFMT == S_IFDIR {
      if path != "-" { close(descriptor) }
      throw DataError(.cannotRead, at: place, "is a folder where a file is needed")
    }
    size = isKnown && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    block = .allocate(byteCount: Self.blockSize, alignment: 16)
  }

  deinit {
    block.deallocate()
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// The first bytes, at most `count`, without taking them: fewer only when the file ends before.
  mutating func head(_ count: Int) throws -> [UInt8] {
    while unread.upperBound < count {
      let more = try readSome(UnsafeMutableRawBufferPointer(rebasing: block[unread.upperBound...]))
      if more == 0 { break }
      unread = 0..<unread.upperBound + more
    }
    return Array(block[unread].prefix(count))
  }

  /// Moves bytes to a buffer and returns how many; 0 only at the end of the file.
  mutating func take(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = min(unread.count, buffer.count)
    if count > 0 {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[unread.prefix(count)]))
      unread.removeFirst(count)
    } else {
      count = try readSome(buffer)
    }
    offset += count
    return count
  }

  /// Hands the bytes at hand to `body`, which returns its answer and how many bytes it used.
  ///
  /// The buffer is empty only at the end of the file.
  mutating func withUnread<Answer>(
    _ body: (UnsafeRawBufferPointer) throws -> (answer: Answer, used: Int)
  ) throws -> Answer {
    if unread.isEmpty { unread = 0..<(try readSome(block)) }
    let (answer, used) = try body(UnsafeRawBufferPointer(rebasing: block[unread]))
    unread.removeFirst(used)
    offset += used
    return answer
  }

  private func readSome(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(place, errno) }
    }
  }

  private static func failure(_ path: String, _ number: Int32) -> DataError {
    switch number {
    case ENOENT, ENOTDIR: DataError(.missingInput, at: path, "no such file")
    case EACCES, EPERM:
      DataError(.cannotRead, at: path, "cannot read (permission denied)", remedy: "ask for read permission")
    default: DataError(.cannotRead, at: path, "cannot read (\(String(cString: strerror(number))))")
    }
  }
}

extension Range where Bound == Int {
  /// The first `count` numbers of the range, as a range.
  fileprivate func prefix(_ count: Int) -> Range<Int> { lowerBound..<lowerBound + count }

  /// Drops the first `count` numbers; an exhausted range starts over at 0.
  fileprivate mutating func removeFirst(_ count: Int) {
    self = count == self.count ? 0..<0 : lowerBound + count..<upperBound
  }
}
