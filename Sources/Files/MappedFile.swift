#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file mapped into memory, to be read where it lies: pages come when they are touched, and all processes that map it
/// share them.
///
/// The file must keep its size as long as the mapping lives; a published file never changes, and one that is renamed over
/// or removed stays as it was for those who have it mapped. Thread-safe: nothing is written.
public final class MappedFile: @unchecked Sendable {  // read-only memory
  /// The bytes of the file.
  public let bytes: UnsafeRawBufferPointer

  /// Maps an open file.
  ///
  /// - Parameters:
  ///   - descriptor: Open for reading; may be closed afterwards.
  ///   - size: The size of the file in bytes.
  ///   - path: What an error names.
  /// - Throws: ``DataError`` with code `cannotRead` when the system refuses.
  public init(descriptor: Int32, size: Int, path: String) throws {
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw DataError(.cannotRead, at: path, "cannot be mapped (\(String(cString: strerror(errno))))")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  /// Brings every page in, so that nobody waits for one later. Takes as long as reading what is not in memory yet, and under
  /// 0.1 s for a gigabyte that is.
  @inline(never) @discardableResult public func preload() -> UInt8 {
    // What is read is returned, or the compiler would find out that nobody needs it.
    stride(from: 0, to: bytes.count, by: Int(sysconf(Int32(_SC_PAGESIZE)))).reduce(0) { $0 ^ bytes[$1] }
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }
}
