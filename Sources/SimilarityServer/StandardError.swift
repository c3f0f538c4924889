#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where the lines of a log go.
enum StandardError {
  /// Writes a line, at once where the other side takes it whole. A log that nobody can take is not worth an error.
  static func write(_ line: String) {
    var line = line
    line.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        #if canImport(Glibc)
          let count = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
        #else
          let count = Darwin.write(STDERR_FILENO, rest.baseAddress, rest.count)
        #endif
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }
}
