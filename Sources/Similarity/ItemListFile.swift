import Embeddings
import Files

/// The file of an ``ItemList``: `KIND.items` in a model's folder.
///
/// Little-endian. `W2VITEMS`, then as 64-bit integers the format version (1), the number of items n and the sizes in
/// bytes of the ids, names and credits; then for each of these three tables n + 1 64-bit offsets and its UTF-8 bytes;
/// then n 64-bit supports, n 32-bit groups, and the CRC-32 of all that stands before it.
enum ItemListFile {
  private static let magic = Array("W2VITEMS".utf8)
  private static let version = 1

  /// Writes a list.
  ///
  /// - Throws: ``DataError`` with code `cannotWrite`.
  static func write(_ list: ItemList, to path: String, disk: Disk) throws {
    let tables = [list.ids.strings, list.names, list.credits]
    var file = try DurableFile(path: path, disk: disk)
    var checksum = CRC32()
    try add(magic, to: &file, &checksum)
    try add([version, list.count] + tables.map(\.utf8.count), to: &file, &checksum)
    for table in tables {
      try add(table.offsets, to: &file, &checksum)
      try add(table.utf8, to: &file, &checksum)
    }
    try add(list.supports, to: &file, &checksum)
    try add(list.groups, to: &file, &checksum)
    try file.write([checksum.value])
    try file.commit()
  }

  private static func add<Element: BitwiseCopyable>(
    _ values: [Element], to file: inout DurableFile, _ checksum: inout CRC32
  ) throws {
    values.withUnsafeBytes { checksum.update($0) }
    try file.write(values)
  }

  /// Reads a list, checking every count against the file's size before anything is allocated for it.
  ///
  /// - Throws: ``DataError`` with code `missingInput` or `badData`.
  static func read(path: String) throws -> ItemList {
    let bytes = try ByteSource.readAll(path: path)
    var cursor = Cursor(bytes: bytes, path: path)
    guard try cursor.values(UInt8.self, count: magic.count) == magic else { throw cursor.fault("not an item list") }
    let header = try cursor.values(Int.self, count: 5)
    guard header[0] == version else {
      throw cursor.fault("item list version \(header[0]), this program reads version \(version)")
    }
    let count = header[1]
    let tables = try (2..<5).map { try cursor.table(count: count, byteCount: header[$0]) }
    let supports = try cursor.values(Int.self, count: count)
    let groups = try cursor.values(Int32.self, count: count)
    let end = cursor.position
    let stored = try cursor.values(UInt32.self, count: 1)
    guard cursor.position == bytes.count else { throw cursor.fault("bytes after the end") }
    var checksum = CRC32()
    bytes[..<end].withUnsafeBytes { checksum.update($0) }
    guard stored == [checksum.value] else { throw cursor.fault("checksum differs") }
    let ids = IdentifierTable(tables[0])
    guard ids.firstDuplicate == nil else { throw cursor.fault("the same id twice") }
    guard groups.indices.allSatisfy({ 0 <= groups[$0] && groups[$0] <= $0 }) else {
      throw cursor.fault("a group that is no ordinal")
    }
    return ItemList(ids: ids, names: tables[1], credits: tables[2], supports: supports, groups: groups)
  }

  /// A place in the bytes of a file, moving forward.
  private struct Cursor {
    let bytes: [UInt8]
    let path: String
    var position = 0

    func fault(_ text: String) -> DataError {
      DataError(.badData, at: path, "\(text), at byte \(position)", remedy: "publish the model again")
    }

    mutating func values<Element: BitwiseCopyable>(_: Element.Type, count: Int) throws -> [Element] {
      let stride = MemoryLayout<Element>.stride
      guard count >= 0, count <= (bytes.count - position) / stride else { throw fault("the file is too short") }
      defer { position += count * stride }
      return bytes[position..<position + count * stride].withUnsafeBytes { source in
        [Element](unsafeUninitializedCapacity: count) { target, initialized in
          UnsafeMutableRawBufferPointer(target).copyMemory(from: source)
          initialized = count
        }
      }
    }

    mutating func table(count: Int, byteCount: Int) throws -> StringTable {
      guard count >= 0, count < Int.max else { throw fault("a count below zero") }
      let offsets = try values(Int.self, count: count + 1)
      let utf8 = try values(UInt8.self, count: byteCount)
      guard offsets.first == 0, offsets.last == utf8.count, zip(offsets, offsets.dropFirst()).allSatisfy(<=) else {
        throw fault("offsets that do not rise to the table's size")
      }
      return StringTable(utf8: utf8, offsets: offsets)
    }
  }
}
