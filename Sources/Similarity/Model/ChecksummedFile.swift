import Embeddings
import Files

/// Writes a file of little-endian values that starts with its name and ends in a CRC-32 of all that stands before it.
struct ChecksummedWriter: ~Copyable {
  private var file: DurableFile
  private var checksum: CRC32

  /// Opens a file; `magic` are its first bytes.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  init(path: String, magic: String, disk: Disk) throws {
    let start = Array(magic.utf8)
    var file = try DurableFile(path: path, disk: disk)
    try file.write(start)
    var checksum = CRC32()
    start.withUnsafeBytes { checksum.update($0) }
    self.file = file
    self.checksum = checksum
  }

  /// Appends values.
  mutating func add<Element: BitwiseCopyable>(_ values: [Element]) throws {
    values.withUnsafeBytes { checksum.update($0) }
    try file.write(values)
  }

  /// Appends the checksum and makes the file durable under its name.
  consuming func commit() throws {
    try file.write([checksum.value])
    try file.commit()
  }
}

/// The bytes of a ``ChecksummedWriter``'s file, read from front to back: no count is believed beyond the bytes there are.
struct ChecksummedReader {
  private let bytes: [UInt8]
  private let path: String
  private var position = 0

  /// Reads a file into memory and checks its first bytes.
  ///
  /// - Throws: `DataError` with code `missingInput`, `cannotRead` or `badData`.
  init(path: String, magic: String, what: String) throws {
    bytes = try ByteSource.readAll(path: path)
    self.path = path
    guard try values(UInt8.self, count: magic.utf8.count) == Array(magic.utf8) else { throw fault("not \(what)") }
  }

  /// The error that something is wrong at this place.
  func fault(_ text: String) -> DataError {
    DataError(.badData, at: path, "\(text), at byte \(position)", remedy: "publish the model again")
  }

  /// Takes values.
  mutating func values<Element: BitwiseCopyable>(_: Element.Type, count: Int) throws -> [Element] {
    let stride = MemoryLayout<Element>.stride
    guard count >= 0, count <= (bytes.count - position) / stride else { throw fault("the file is too short") }
    // An array made with room for nothing writes its count into the one empty array that all threads share.
    guard count > 0 else { return [] }
    defer { position += count * stride }
    return bytes[position..<position + count * stride].withUnsafeBytes { source in
      [Element](unsafeUninitializedCapacity: count) { target, initialized in
        UnsafeMutableRawBufferPointer(target).copyMemory(from: source)
        initialized = count
      }
    }
  }

  /// Takes `count + 1` offsets that rise from 0 to `total`.
  mutating func offsets(count: Int, upTo total: Int) throws -> [Int] {
    guard count >= 0, count < Int.max else { throw fault("a count below zero") }
    let offsets = try values(Int.self, count: count + 1)
    guard offsets.first == 0, offsets.last == total, zip(offsets, offsets.dropFirst()).allSatisfy(<=) else {
      throw fault("offsets that do not rise to the table's size")
    }
    return offsets
  }

  /// Takes a table of texts: its offsets, then its bytes.
  mutating func table(count: Int, byteCount: Int) throws -> StringTable {
    let offsets = try offsets(count: count, upTo: byteCount)
    return StringTable(utf8: try values(UInt8.self, count: byteCount), offsets: offsets)
  }

  /// Takes the checksum, which must agree and be the last of the file.
  mutating func finish() throws {
    let end = position
    let stored = try values(UInt32.self, count: 1)
    guard position == bytes.count else { throw fault("bytes after the end") }
    var checksum = CRC32()
    bytes[..<end].withUnsafeBytes { checksum.update($0) }
    guard stored == [checksum.value] else { throw fault("checksum differs") }
  }
}
