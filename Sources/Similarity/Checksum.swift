import Crypto
import Embeddings
import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// SHA-256 digests, in lower-case hexadecimal: of files, and of what a corpus says.
enum Checksum {
  /// The digest and the size in bytes of a file.
  ///
  /// - Throws: ``DataError`` with code `missingInput` or `cannotRead`.
  static func ofFile(_ path: String) throws -> (sha256: String, bytes: Int) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw readFailure(path) }
    defer { close(descriptor) }
    var hasher = SHA256()
    var total = 0
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { block.deallocate() }
    while true {
      let count = read(descriptor, block.baseAddress, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw readFailure(path) }
      if count == 0 { break }
      total += count
      hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: block.prefix(count)))
    }
    return (hexadecimal(hasher.finalize()), total)
  }

  /// The digest of bytes in memory.
  static func ofBytes(_ bytes: some Sequence<UInt8>) -> String {
    var hasher = SHA256()
    hasher.update(data: Array(bytes))
    return hexadecimal(hasher.finalize())
  }

  /// The digest of an encoded corpus: equal for equal playlists in the same order, however they were stored.
  static func ofCorpus(_ corpus: EncodedCorpus) -> String {
    var hasher = SHA256()
    for table in [corpus.vocabulary.ids.strings, corpus.playlistIDs.strings, corpus.playlistNames] {
      add(table.offsets, to: &hasher)
      add(table.utf8, to: &hasher)
    }
    add(corpus.playlistOffsets, to: &hasher)
    add(corpus.trackOrdinals, to: &hasher)
    return hexadecimal(hasher.finalize())
  }

  private static func add<Element: BitwiseCopyable>(_ values: [Element], to hasher: inout SHA256) {
    values.withUnsafeBytes { hasher.update(bufferPointer: $0) }
  }

  private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static func readFailure(_ path: String) -> DataError {
    let number = errno
    return number == ENOENT
      ? DataError(.missingInput, at: path, "no such file")
      : DataError(.cannotRead, at: path, "cannot read (\(String(cString: strerror(number))))")
  }
}
