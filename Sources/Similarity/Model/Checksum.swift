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
  /// - Throws: `DataError` with code `missingInput` or `cannotRead`.
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
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  static func ofCorpus(_ corpus: EncodedCorpus) throws -> String {
    var hasher = SHA256()
    add(corpus.vocabulary.ids.strings.offsets, to: &hasher)
    add(corpus.vocabulary.ids.strings.utf8, to: &hasher)
    try addTitles(of: corpus, to: &hasher) { id, _ in id }
    try addTitles(of: corpus, to: &hasher) { _, name in name }
    var offsets = RunningOffsets()
    try corpus.forEachPlaylist { offsets.append($0.count, to: &hasher) }
    offsets.finish(&hasher)
    try corpus.forEachPlaylist { hasher.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    return hexadecimal(hasher.finalize())
  }

  /// Adds the ids or the names of playlists as a table of strings would be: offsets, then bytes.
  private static func addTitles(
    of corpus: EncodedCorpus, to hasher: inout SHA256,
    _ text: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>
  ) throws {
    var offsets = RunningOffsets()
    try corpus.forEachPlaylistTitle { offsets.append(text($0, $1).count, to: &hasher) }
    offsets.finish(&hasher)
    try corpus.forEachPlaylistTitle { hasher.update(bufferPointer: UnsafeRawBufferPointer(text($0, $1))) }
  }

  /// The offsets of things in a row, from 0, hashed some thousand at a time.
  private struct RunningOffsets {
    private var values = [0]
    private var last = 0

    mutating func append(_ count: Int, to hasher: inout SHA256) {
      last += count
      values.append(last)
      if values.count == 4096 { finish(&hasher) }
    }

    mutating func finish(_ hasher: inout SHA256) {
      add(values, to: &hasher)
      values.removeAll(keepingCapacity: true)
    }
  }

  private static func add<Element: BitwiseCopyable>(_ values: [Element], to hasher: inout SHA256) {
    values.withUnsafeBytes { hasher.update(bufferPointer: $0) }
  }

  /// The first 64 bits of HMAC-SHA-256 (RFC 2104): a number that nobody can tell without the key.
  static func keyed(_ text: String, key: String) -> UInt64 {
    HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: Array(key.utf8)))
      .prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func hexadecimal(_ digest: SHA256Digest) -> String {
    func digit(_ half: UInt8) -> UInt8 { half < 10 ? UInt8(ascii: "0") + half : UInt8(ascii: "a") + half - 10 }
    return String(unsafeUninitializedCapacity: 2 * SHA256Digest.byteCount) { digits in
      var count = 0
      for byte in digest {
        digits[count] = digit(byte >> 4)
        digits[count + 1] = digit(byte & 15)
        count += 2
      }
      return count
    }
  }

  private static func readFailure(_ path: String) -> DataError {
    let number = errno
    return number == ENOENT
      ? DataError(.missingInput, at: path, "no such file")
      : DataError(.cannotRead, at: path, "cannot read (\(String(cString: strerror(number))))")
  }
}
