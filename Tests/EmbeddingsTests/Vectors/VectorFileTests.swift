import Embeddings
import Files
import TestSupport
import Testing

@Suite struct VectorFileTests {
  @Test(arguments: [(0, 3), (1, 1), (7, 5), (100, 16)])
  func a_written_table_reads_back_equal(count: Int, dimension: Int) throws {
    let folder = try TemporaryFolder()
    let table = VectorFixtures.table(count: count, dimension: dimension)
    try table.write(to: folder("a.vectors"))
    #expect(try EmbeddingTable.read(path: folder("a.vectors")) == table)
    #expect(try VectorImport.read(path: folder("a.vectors")) == table)
  }

  @Test func rows_start_at_byte_64() throws {
    let folder = try TemporaryFolder()
    let table = VectorFixtures.table(count: 2, dimension: 3)
    try table.write(to: folder("a.vectors"))
    let bytes = try ByteSource.readAll(path: folder("a.vectors"))
    #expect(bytes.prefix(8).elementsEqual("w2v.vecs".utf8))
    #expect(Array(bytes[64..<64 + 24]) == table.matrix.values.withUnsafeBytes { Array($0) })
    #expect(bytes.count == 64 + 24 + 3 * 8 + 8)
  }

  @Test func a_file_cut_at_any_byte_is_refused() throws {
    let folder = try TemporaryFolder()
    try VectorFixtures.table(count: 3, dimension: 2).write(to: folder("a.vectors"))
    let bytes = try ByteSource.readAll(path: folder("a.vectors"))
    for length in 0..<bytes.count {
      try folder.write(Array(bytes[..<length]), as: "cut.vectors")
      let error = #expect(throws: DataError.self, "cut at \(length)") {
        _ = try EmbeddingTable.read(path: folder("cut.vectors"))
      }
      #expect(error?.code == .badData && error?.place.contains("cut.vectors") == true)
    }
    try folder.write(bytes + [0], as: "long.vectors")
    #expect(throws: DataError.self) { _ = try EmbeddingTable.read(path: folder("long.vectors")) }
  }

  @Test func a_flipped_bit_anywhere_is_found() throws {
    let folder = try TemporaryFolder()
    try VectorFixtures.table(count: 3, dimension: 2).write(to: folder("a.vectors"))
    let bytes = try ByteSource.readAll(path: folder("a.vectors"))
    for index in bytes.indices {
      var flipped = bytes
      flipped[index] ^= 1 << (index % 8)
      try folder.write(flipped, as: "flipped.vectors")
      #expect(throws: DataError.self, "byte \(index)") { _ = try EmbeddingTable.read(path: folder("flipped.vectors")) }
    }
  }

  @Test func counts_beyond_the_file_are_refused_before_anything_is_allocated() throws {
    let folder = try TemporaryFolder()
    try VectorFixtures.table(count: 3, dimension: 2).write(to: folder("a.vectors"))
    let bytes = try ByteSource.readAll(path: folder("a.vectors"))
    for (field, width) in [(12, 4), (16, 8), (24, 8)] {
      for value: UInt64 in [.max, UInt64(Int64.max), 1 << 40, 1 << 31, 4] {
        var hostile = bytes
        for index in 0..<width { hostile[field + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index))) }
        // A header whose own checksum is right.
        withUnsafeBytes(of: CRC32.of(Array(hostile[..<60])).littleEndian) { hostile.replaceSubrange(60..<64, with: $0) }
        try folder.write(hostile, as: "hostile.vectors")
        #expect(throws: DataError.self, "\(field) = \(value)") {
          _ = try EmbeddingTable.read(path: folder("hostile.vectors"))
        }
      }
    }
  }

  @Test func another_version_and_another_file_are_named_as_such() throws {
    let folder = try TemporaryFolder()
    try VectorFixtures.table(count: 1, dimension: 2).write(to: folder("a.vectors"))
    var bytes = try ByteSource.readAll(path: folder("a.vectors"))
    bytes[8] = 2
    try folder.write(bytes, as: "new.vectors")
    let newer = #expect(throws: DataError.self) { _ = try EmbeddingTable.read(path: folder("new.vectors")) }
    #expect(newer?.fault.contains("version 2") == true)
    try folder.write(String(repeating: "x", count: 100), as: "other.txt")
    let other = #expect(throws: DataError.self) { _ = try EmbeddingTable.read(path: folder("other.txt")) }
    #expect(other?.fault == "not a vector file of this program")
  }

  @Test func duplicate_ids_and_values_that_are_no_numbers_are_placed() throws {
    let folder = try TemporaryFolder()
    let values = EmbeddingMatrix(count: 3, dimension: 2, values: [1, 2, 3, 4, 5, 6])
    try EmbeddingTable(ids: IdentifierTable(["a", "b", "a"]), matrix: values).write(to: folder("twice.vectors"))
    let twice = #expect(throws: DataError.self) { _ = try EmbeddingTable.read(path: folder("twice.vectors")) }
    #expect(
      twice?.description == "\(folder("twice.vectors")): row 3: a is already the id of row 1; keep one of the two rows")

    let infinite = EmbeddingMatrix(count: 2, dimension: 2, values: [1, 2, 3, .infinity])
    try EmbeddingTable(ids: IdentifierTable(["a", "b"]), matrix: infinite).write(to: folder("infinite.vectors"))
    let fault = #expect(throws: DataError.self) { _ = try EmbeddingTable.read(path: folder("infinite.vectors")) }
    #expect(
      fault?.description == "\(folder("infinite.vectors")): row 2: component 2 of b is inf, not a finite number")
  }
}
