#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A temporary file without a name: what is too much for memory, and of no use to anybody else.
///
/// The name goes as soon as the file is open, so nothing is left of it however the process ends. It is written from one end to
/// the other by one thread; what was written can then be read at any place by any number of threads.
public final class SpoolFile: Sendable {
  private let folder: String
  private let disk: Disk
  private let descriptor: Int32

  /// Opens an empty file in a folder for temporary files.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public init(folder: String, disk: Disk = .system) throws {
    let path = Paths.join(folder, "w2v-spool-\(getpid())-\(UInt64.random(in: 0 ... .max))")
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    self.folder = folder
    self.disk = disk
    guard descriptor >= 0 else { throw Self.writeFailure(folder) }
    unlink(path)
  }

  /// Another empty file in the same folder.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public func sibling() throws -> SpoolFile { try SpoolFile(folder: folder, disk: disk) }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes bytes behind those written before.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard disk.writeAll(bytes, to: descriptor) else { throw Self.writeFailure(folder) }
  }

  /// Lets writing start over at the beginning; what is there can be read until it is written over.
  public func rewind() {
    let offset = lseek(descriptor, 0, SEEK_SET)
    precondition(offset == 0, "a file can be rewound")
  }

  /// Gives back what lies behind the bytes written since ``rewind()``.
  public func truncateHere() {
    // A file that stays longer than it need be is no fault: nobody reads the rest.
    _ = ftruncate(descriptor, lseek(descriptor, 0, SEEK_CUR))
  }

  /// Fills a buffer with what was written at `offset`.
  ///
  /// - Throws: ``DataError`` with code `cannotRead` when the system refuses or the file ends before.
  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = count < 0 ? String(cString: strerror(errno)) : "it ends too early"
        throw DataError(.cannotRead, at: folder, "cannot read a temporary file (\(reason))")
      }
      done += count
    }
  }

  private static func writeFailure(_ folder: String) -> DataError {
    let failure = Disk.writeFailure(folder)
    return DataError(
      .cannotWrite, at: folder, "\(failure.fault), a temporary file",
      remedy: failure.remedy.map { "\($0), or name another folder for temporary files" })
  }
}
