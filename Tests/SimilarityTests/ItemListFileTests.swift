import Embeddings
import Files
import TestSupport
import Testing

@testable import Similarity

@Suite struct ItemListFileTests {
  private let list = ItemList(
    ids: IdentifierTable(["a", "käse", "c:d"]), names: StringTable(["One\ttab", "", "日本"]),
    credits: StringTable(["", "x, y", "\n"]), supports: [3, 2, 1], groups: [0, 1, 0])

  @Test func what_is_written_is_read() throws {
    let folder = try TemporaryFolder()
    let empty = ItemList(
      ids: IdentifierTable(StringTable()), names: StringTable(), credits: StringTable(), supports: [], groups: [])
    for list in [list, empty] {
      try ItemListFile.write(list, to: folder("x.items"), disk: .system)
      #expect(try ItemListFile.read(path: folder("x.items")) == list)
    }
  }

  @Test func a_file_cut_anywhere_is_refused() throws {
    let folder = try TemporaryFolder()
    try ItemListFile.write(list, to: folder("x.items"), disk: .system)
    let bytes = try ByteSource.readAll(path: folder("x.items"))
    for count in 0..<bytes.count {
      let path = try folder.write(Array(bytes[..<count]), as: "cut.items")
      let error = #expect(throws: DataError.self, "cut to \(count) bytes") { try ItemListFile.read(path: path) }
      #expect(error?.place == path)
    }
  }

  @Test func any_byte_changed_is_refused() throws {
    let folder = try TemporaryFolder()
    try ItemListFile.write(list, to: folder("x.items"), disk: .system)
    let bytes = try ByteSource.readAll(path: folder("x.items"))
    for place in bytes.indices {
      for change in [UInt8(1), 0x80, 0xFF] {
        var changed = bytes
        changed[place] ^= change
        let path = try folder.write(changed, as: "changed.items")
        #expect(throws: DataError.self, "byte \(place) ^ \(change)") { try ItemListFile.read(path: path) }
      }
    }
  }
}
