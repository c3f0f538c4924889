import Embeddings
import Files

/// The file of an ``ItemList``: `KIND.items` in a model's folder.
///
/// Little-endian. `W2VITEMS`, then as 64-bit integers the format version (1), the number of items n and the sizes in
/// bytes of the ids, names and credits; then for each of these three tables n + 1 64-bit offsets and its UTF-8 bytes;
/// then n 64-bit supports, n 32-bit groups, and the CRC-32 of all that stands before it.
enum ItemListFile {
  private static let magic = "W2VITEMS"
  private static let version = 1

  /// Writes a list.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  static func write(_ list: ItemList, to path: String, disk: Disk) throws {
    let tables = [list.ids.strings, list.names, list.credits]
    var file = try ChecksummedWriter(path: path, magic: magic, disk: disk)
    try file.add([version, list.count] + tables.map(\.utf8.count))
    for table in tables {
      try file.add(table.offsets)
      try file.add(table.utf8)
    }
    try file.add(list.supports)
    try file.add(list.groups)
    try file.commit()
  }

  /// Reads a list, checking every count against the file's size before anything is allocated for it.
  ///
  /// - Throws: `DataError` with code `missingInput` or `badData`.
  static func read(path: String) throws -> ItemList {
    var file = try ChecksummedReader(path: path, magic: magic, what: "an item list")
    let header = try file.values(Int.self, count: 5)
    guard header[0] == version else {
      throw file.fault("item list version \(header[0]), this program reads version \(version)")
    }
    let count = header[1]
    let tables = try (2..<5).map { try file.table(count: count, byteCount: header[$0]) }
    let supports = try file.values(Int.self, count: count)
    let groups = try file.values(Int32.self, count: count)
    try file.finish()
    let ids = IdentifierTable(tables[0])
    guard ids.firstDuplicate == nil else { throw file.fault("the same id twice") }
    guard groups.indices.allSatisfy({ 0 <= groups[$0] && groups[$0] <= $0 }) else {
      throw file.fault("a group that is no ordinal")
    }
    return ItemList(ids: ids, names: tables[1], credits: tables[2], supports: supports, groups: groups)
  }
}
