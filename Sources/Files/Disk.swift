#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The system calls that change a disk, as values, so that tests can make each of them fail.
///
/// A returned value is the system call's own: bytes written or zero, -1 with `errno` set for a failure.
public struct Disk: Sendable {
  /// `write(2)`: writes from a buffer to a descriptor and returns how many bytes were taken.
  public var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
  /// `fsync(2)`: returns when the descriptor's bytes are on the disk.
  public var sync: @Sendable (_ descriptor: Int32) -> Int32
  /// `rename(2)`: gives a file or folder its final name, atomically.
  public var rename: @Sendable (_ from: String, _ to: String) -> Int32

  /// The operating system's own calls.
  public static let system = Disk(
    write: { descriptor, bytes in
      #if canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      #else
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
      #endif
    },
    sync: { fsync($0) },
    rename: { from, to in
      #if canImport(Glibc)
        Glibc.rename(from, to)
      #else
        Darwin.rename(from, to)
      #endif
    })

  /// Creates a disk from its calls.
  public init(
    write: @escaping @Sendable (Int32, UnsafeRawBufferPointer) -> Int,
    sync: @escaping @Sendable (Int32) -> Int32,
    rename: @escaping @Sendable (String, String) -> Int32
  ) {
    self.write = write
    self.sync = sync
    self.rename = rename
  }

  /// Writes all of a buffer, as many calls as that takes; false, with `errno` set, when one fails.
  public func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let taken = write(descriptor, rest)
      if taken < 0, errno == EINTR { continue }
      guard taken > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(taken))
    }
    return true
  }

  /// Syncs a folder, so that the names in it survive a power cut.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  public func syncFolder(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.writeFailure(path) }
    defer { close(descriptor) }
    guard sync(descriptor) == 0 else { throw Self.writeFailure(path) }
  }

  /// The error for a write that has just failed with `errno`.
  public static func writeFailure(_ path: String) -> DataError {
    let number = errno
    let remedy: String? =
      switch number {
      case ENOSPC, EDQUOT: "free some space on that disk and run again"
      case EACCES, EPERM, EROFS: "choose a folder you may write to"
      case ENOENT, ENOTDIR: "create its folder first"
      default: nil
      }
    return DataError(.cannotWrite, at: path, "cannot write (\(String(cString: strerror(number))))", remedy: remedy)
  }
}
