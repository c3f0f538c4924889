#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that appears whole or not at all.
///
/// Bytes go to a file beside the final name (`NAME.partial-PID-N`). ``commit()`` syncs them, renames the file to its
/// final name and syncs the folder. A writer that is dropped, or whose process dies, leaves the old file untouched.
/// One writer is used by one thread.
public struct DurableFile: ~Copyable {
  /// The name the file has after ``commit()``.
  public let path: String
  /// Bytes handed to `write` so far.
  public private(set) var byteCount = 0

  private let partialPath: String
  private let disk: Disk
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isCommitted = false

  private static let bufferSize = 1 << 20
  private static let partial = ".partial-"

  /// Opens a partial file beside `path`.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public init(path: String, disk: Disk = .system) throws {
    let partialPath = "\(path)\(Self.partial)\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let descriptor = open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Disk.writeFailure(path) }
    self.path = path
    self.partialPath = partialPath
    self.disk = disk
    self.descriptor = descriptor
    buffer.reserveCapacity(Self.bufferSize)
  }

  deinit {
    close(descriptor)
    if !isCommitted { unlink(partialPath) }
  }

  /// Appends bytes.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`; the final name is then still untouched.
  public mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    byteCount += bytes.count
    if buffer.count + bytes.count > Self.bufferSize { try flush() }
    if bytes.count >= Self.bufferSize {
      try writeThrough(bytes)
    } else {
      buffer.append(contentsOf: bytes)
    }
  }

  /// Appends an array of trivial values in this machine's byte order.
  public mutating func write<Element: BitwiseCopyable>(_ values: [Element]) throws {
    try values.withUnsafeBytes { try write($0) }
  }

  /// Appends text as UTF-8.
  public mutating func write(_ text: String) throws {
    try write(Array(text.utf8))
  }

  /// Makes the bytes durable and gives them their final name, replacing an older file of that name.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`; the final name then still has its old bytes.
  public consuming func commit() throws {
    try flush()
    guard disk.sync(descriptor) == 0, disk.rename(partialPath, path) == 0 else { throw Disk.writeFailure(path) }
    isCommitted = true
    try disk.syncFolder(Paths.folder(of: path))
  }

  /// Writes a whole small file at once.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public static func write(_ bytes: [UInt8], to path: String, disk: Disk = .system) throws {
    var file = try DurableFile(path: path, disk: disk)
    try file.write(bytes)
    try file.commit()
  }

  /// Removes what writers of a file have left beside it whose processes have ended: they were killed.
  ///
  /// - Throws: ``DataError`` with code `missingInput`, `cannotRead` or `cannotWrite`.
  public static func removeAbandoned(beside path: String) throws {
    let (folder, prefix) = (Paths.folder(of: path), Paths.name(of: path) + partial)
    for name in try Paths.names(in: folder) where name.hasPrefix(prefix) {
      guard let process = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }), process > 0 else { continue }
      if kill(process, 0) != 0, errno == ESRCH { try Paths.remove(Paths.join(folder, name)) }
    }
  }

  private mutating func flush() throws {
    try buffer.withUnsafeBytes { try writeThrough($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws {
    guard disk.writeAll(bytes, to: descriptor) else { throw Disk.writeFailure(path) }
  }
}
