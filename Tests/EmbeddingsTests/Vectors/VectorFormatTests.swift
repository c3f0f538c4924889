import Embeddings
import Files
import TestSupport
import Testing

@Suite struct VectorFormatTests {
  /// A table of `values` rows under the ids `a`, `b`, ...
  private func table(_ rows: [[Float]]) -> EmbeddingTable {
    EmbeddingTable(
      ids: IdentifierTable(rows.indices.map { String(UnicodeScalar(UInt8(97 + $0))) }),
      matrix: EmbeddingMatrix(count: rows.count, dimension: rows[0].count, values: rows.flatMap { $0 }))
  }

  private func fault(_ folder: TemporaryFolder, _ bytes: [UInt8], _ format: VectorFormat? = nil) throws -> DataError? {
    try folder.write(bytes, as: "bad")
    return #expect(throws: DataError.self) { _ = try VectorImport.read(path: folder("bad"), format: format) }
  }

  @Test(arguments: VectorFormat.allCases, [true, false])
  func an_export_is_recognised_and_reads_back_to_the_bit(format: VectorFormat, isNamed: Bool) throws {
    let folder = try TemporaryFolder()
    for (count, dimension) in [(1, 2), (5, 3), (200, 33)] {
      let table = VectorFixtures.table(count: count, dimension: dimension, seed: UInt64(count))
      try table.export(to: folder("a"), format: format)
      let read = try VectorImport.read(path: folder("a"), format: isNamed ? format : nil)
      #expect(read == (format.holdsIDs ? table : VectorFixtures.numbered(table)), "\(count) x \(dimension)")
    }
  }

  @Test func lines_are_refused_with_their_place() throws {
    let folder = try TemporaryFolder()
    let cases: [(VectorFormat, String, String)] = [
      (.tsv, "a\t1\t2\nb\t1\n", ":2"), (.tsv, "a\t1\tx\n", "x is not a number"), (.tsv, "a\n", ":1"),
      (.tsv, "a\t1\na\t2\n", "already the id"), (.jsonl, "{\"id\":\"a\",\"vector\":[1,2]}\n{\"id\":\"b\"}\n", ":2"),
      (.jsonl, "{\"id\":\"a\",\"vector\":[1,\"x\"]}\n", "x is not a number"),
      (.jsonl, "{\"vector\":[1]}\n", "id is empty"),
      (.jsonl, "{\"id\":\"a\",\"vector\":[1]\n", ":1"),
    ]
    for (format, text, words) in cases {
      let fault = try fault(folder, Array(text.utf8), format)
      #expect(fault?.description.contains(words) ?? false, "\(text): \(String(describing: fault))")
    }
  }

  @Test func json_lines_hold_any_id_and_other_keys() throws {
    let folder = try TemporaryFolder()
    let ids = IdentifierTable(["a b", "\"quoted\"\t", "Ö\\"])
    let table = EmbeddingTable(ids: ids, matrix: EmbeddingMatrix(count: 3, dimension: 1, values: [1, 2, 3]))
    try table.export(to: folder("a"), format: .jsonl)
    #expect(try VectorImport.read(path: folder("a")) == table)
    try folder.write("{\"name\":\"x\",\"vector\":[1.5],\"id\":7}\r\n\n", as: "b")
    #expect(try VectorImport.read(path: folder("b")).ids[0] == "7")
    #expect(throws: DataError.self) { try table.export(to: folder("c"), format: .tsv) }
  }

  @Test func the_smallest_and_largest_floats_survive_text() throws {
    let folder = try TemporaryFolder()
    let values: [Float] = [
      .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, -0.0, 0.1, 1 / 3, 16_777_218, 1e-7,
    ]
    try table([values]).export(to: folder("a.txt"), format: .word2vecText)
    let read = try VectorImport.read(path: folder("a.txt"))
    #expect(read.matrix.values.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func text_as_other_programs_write_it_is_read() throws {
    let folder = try TemporaryFolder()
    let expected = table([[0.5, -1], [2, 3e-5]])
    for text in [
      "2 2\na 0.5 -1\nb 2 3e-5\n", "2 2\na 0.5 -1 \nb 2 3e-5 \n", "2 2\r\na 0.5 -1\r\nb 2.0 3E-05\r\n",
      "2 2\na 0.5 -1\nb 2 3e-5", "2 2\na  0.5 -1\nb 2  3e-5\n", "2 2\na 0.5 -1\nb 2 3e-5\n\n",
    ] {
      try folder.write(text, as: "a.txt")
      #expect(try VectorImport.read(path: folder("a.txt")) == expected, "\(text)")
    }
  }

  @Test(arguments: [0x0a, 0x0d, 0x20, 0x31, 0x2d] as [UInt32])
  func binary_is_recognised_whatever_bytes_its_floats_begin_with(first: UInt32) throws {
    let folder = try TemporaryFolder()
    for second in UInt32(0)...255 {
      let value = Float(bitPattern: 0x3d80_0000 | second << 8 | first)
      let table = table([[value, 0.25, -value], [value, -0.5, 1]])
      try table.export(to: folder("a.bin"), format: .word2vecBinary)
      #expect(try VectorImport.read(path: folder("a.bin")) == table, "\(first) \(second)")
    }
  }

  @Test func text_with_a_row_too_short_is_refused_as_text() throws {
    let folder = try TemporaryFolder()
    let fault = try fault(folder, Array("2 3\na 0.5 -1\nb 2 3 4\n".utf8))
    #expect(
      fault?.description.contains("bad:2: expected an id and 3 values, found 3 fields") ?? false,
      "\(String(describing: fault))")
  }

  @Test func binary_with_and_without_line_ends_is_read() throws {
    let folder = try TemporaryFolder()
    let expected = table([[0.5, -1], [2, 3]])
    for lineEnd in ["", "\n"] {
      var bytes = Array("2 2\n".utf8)
      for (id, row) in [("a", [Float(0.5), -1]), ("b", [2, 3])] {
        bytes += Array("\(id) ".utf8) + row.withUnsafeBytes { Array($0) } + Array(lineEnd.utf8)
      }
      try folder.write(bytes, as: "a.bin")
      #expect(try VectorImport.read(path: folder("a.bin")) == expected)
    }
  }

  /// A gzip file whose one block is stored and not deflated.
  private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    let length = UInt16(bytes.count)
    return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1] + littleEndian(length) + littleEndian(~length) + bytes
      + littleEndian(CRC32.of(bytes)) + littleEndian(UInt32(bytes.count))
  }

  @Test func compressed_files_are_read_as_if_they_were_not() throws {
    let folder = try TemporaryFolder()
    let table = VectorFixtures.table(count: 50, dimension: 8)
    for format in VectorFormat.allCases {
      try table.export(to: folder("a"), format: format)
      let bytes = try ByteSource.readAll(path: folder("a"))
      try folder.write(gzip(bytes), as: "a.gz")
      #expect(try VectorImport.read(path: folder("a.gz")).matrix == table.matrix)
    }
  }

  @Test(arguments: VectorFormat.allCases) func an_export_cut_at_any_byte_never_reads_as_the_whole(format: VectorFormat)
    throws
  {
    let folder = try TemporaryFolder()
    let table = VectorFixtures.table(count: 3, dimension: 2)
    try table.export(to: folder("a"), format: format)
    let bytes = try ByteSource.readAll(path: folder("a"))
    for length in 0..<bytes.count {
      try folder.write(Array(bytes[..<length]), as: "cut")
      do {
        let read = try VectorImport.read(path: folder("cut"), format: format)
        // What has no count is a shorter file where it is cut between rows; text may lose digits of its last value, too.
        let lastValue = bytes.lastIndex(of: UInt8(ascii: " ")) ?? 0
        let isUnseen = format == .fvecs && length % 12 == 0 || format == .word2vecText && length > lastValue + 1
        let rest = bytes[..<length].split(separator: UInt8(ascii: "\n")).last ?? []
        let isWhole = format == .jsonl && rest.last == UInt8(ascii: "}")
        // Of a single line it cannot be told how many values it had.
        let tabs = rest.count { $0 == UInt8(ascii: "\t") }
        let hasAll =
          format == .tsv && rest.last != UInt8(ascii: "\t") && (tabs == 2 || tabs == 1 && read.matrix.count == 1)
        let isLineEnd = format == .word2vecBinary && length == bytes.count - 1
        #expect(
          isUnseen || isLineEnd || isWhole || hasAll,
          "\(format) cut at \(length) of \(bytes.count) gave \(read.matrix.count) rows")
      } catch let error as DataError {
        #expect(error.code == .badData || error.code == .missingInput)
      }
    }
  }

  @Test(arguments: VectorFormat.allCases) func flipped_bytes_never_crash(format: VectorFormat) throws {
    let folder = try TemporaryFolder()
    try VectorFixtures.table(count: 3, dimension: 2).export(to: folder("a"), format: format)
    let bytes = try ByteSource.readAll(path: folder("a"))
    for index in bytes.indices {
      for mask: UInt8 in [0x01, 0x80, 0xff] {
        var flipped = bytes
        flipped[index] ^= mask
        try folder.write(flipped, as: "flipped")
        for named in [nil, format] {
          do { _ = try VectorImport.read(path: folder("flipped"), format: named) } catch is DataError {}
        }
      }
    }
  }

  @Test func headers_that_promise_more_than_the_file_holds_are_refused() throws {
    let folder = try TemporaryFolder()
    let row = [UInt8](repeating: 0, count: 64)
    for header in ["999999999999 4\n", "\(Int.max) 65536\n", "2 65536\n"] {
      #expect(try fault(folder, Array((header + "a 1 2 3 4\n").utf8), .word2vecText) != nil)
      #expect(try fault(folder, Array((header + "a ").utf8) + row, .word2vecBinary) != nil)
    }
    for shape in ["(999999999999, 4)", "(\(Int.max), 65536)", "(-1, 4)", "(4, -1)", "(1, 0)"] {
      #expect(try fault(folder, numPy("'<f4'", "False", shape, data: row)) != nil)
    }
    #expect(try fault(folder, [0xff, 0xff, 0xff, 0x7f] + row, .fvecs)?.place.hasSuffix("row 1") == true)
    #expect(try fault(folder, [0, 0, 1, 0] + row, .fvecs)?.fault == "the file ends within row 1")
  }

  private func numPy(_ type: String, _ fortran: String, _ shape: String, version: UInt8 = 1, data: [UInt8]) -> [UInt8] {
    let text = Array("{'descr': \(type), 'fortran_order': \(fortran), 'shape': \(shape), }\n".utf8)
    let length = [UInt8(text.count), 0] + (version == 1 ? [] : [0, 0])
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
  }

  @Test func numpy_files_of_every_version_and_of_doubles_are_read() throws {
    let folder = try TemporaryFolder()
    let singles = [Float(1), 2.5, -3, 4].withUnsafeBytes { Array($0) }
    let doubles = [1, 2.5, -3, 4].withUnsafeBytes { Array($0) }
    for version: UInt8 in 1...3 {
      for (type, data) in [("'<f4'", singles), ("'<f8'", doubles)] {
        try folder.write(numPy(type, "False", "(2, 2)", version: version, data: data), as: "a.npy")
        let read = try VectorImport.read(path: folder("a.npy"))
        #expect(read.matrix.values == [1, 2.5, -3, 4] && read.ids[1] == "1")
      }
    }
  }

  @Test func numpy_arrays_that_are_not_rows_of_floats_are_refused_with_a_remedy() throws {
    let folder = try TemporaryFolder()
    let data = [UInt8](repeating: 0, count: 16)
    for (type, fortran, shape, words) in [
      ("'<i4'", "False", "(2, 2)", "values of type '<i4'"), ("'>f4'", "False", "(2, 2)", "values of type '>f4'"),
      ("'<f4'", "True", "(2, 2)", "Fortran order"), ("'<f4'", "False", "(4,)", "not two-dimensional"),
      ("'<f4'", "False", "(1, 2, 2)", "not two-dimensional"), ("'<f4'", "False", "(a, 2)", "not two-dimensional"),
    ] {
      let error = try fault(folder, numPy(type, fortran, shape, data: data))
      #expect(error?.fault.contains(words) == true && error?.remedy != nil, "\(words): \(String(describing: error))")
    }
    #expect(
      try fault(folder, numPy("'<f4'", "False", "(1, 3)", data: data))?.fault == "there are bytes after the array")
  }

  @Test func faults_in_text_are_placed_at_their_line() throws {
    let folder = try TemporaryFolder()
    for (text, message) in [
      ("2 2\na 1 2\nb 1\n", ":3: expected an id and 2 values, found 2 fields; ids must not hold spaces"),
      ("2 2\na 1 2\nb 1 x\n", ":3: x is not a number"),
      ("2 2\na 1 2\nb 1 nan\n", ": row 2: component 2 of b is nan, not a finite number"),
      ("2 2\na 1 2\na 1 2\n", ": row 2: a is already the id of row 1; keep one of the two rows"),
      (
        "a 1 2\nb 1 2\n",
        ":1: the first line is not `count dimension`; word2vec files start with it; put it in front where a program left it out"
      ),
    ] {
      let error = try fault(folder, Array(text.utf8), .word2vecText)
      #expect(error?.description == folder("bad") + message)
    }
    #expect(try fault(folder, [])?.code == .missingInput)
    #expect(try fault(folder, Array("hello\n".utf8))?.fault == "not a vector file of a known format")
  }

  @Test(arguments: ["", "two words", "tab\there", "line\nend"]) func ids_that_word2vec_cannot_hold_are_refused(
    id: String
  ) throws {
    let folder = try TemporaryFolder()
    let table = EmbeddingTable(
      ids: IdentifierTable([id]), matrix: EmbeddingMatrix(count: 1, dimension: 1, values: [1]))
    for format in [VectorFormat.word2vecText, .word2vecBinary] {
      #expect(throws: DataError.self) { try table.export(to: folder("a"), format: format) }
      #expect(try Paths.names(in: folder.path) == [])
    }
    try table.export(to: folder("a.npy"), format: .npy)
  }

  @Test func exact_neighbours_are_read_from_ivecs() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      [3, 7, 8, 9, 1, -2].flatMap { (value: Int32) in withUnsafeBytes(of: value) { Array($0) } }, as: "a.ivecs")
    #expect(try VectorImport.readIntegers(path: folder("a.ivecs")) == [[7, 8, 9], [-2]])
    try folder.write([UInt8](arrayLiteral: 2, 0, 0, 0, 1, 0, 0, 0, 1), as: "cut.ivecs")
    #expect(throws: DataError.self) { _ = try VectorImport.readIntegers(path: folder("cut.ivecs")) }
  }

  @Test(.enabled(if: SharedData.has("ann-s3rec-toys-and-games"))) func real_vector_files_are_read() throws {
    let folder = SharedData.path("ann-s3rec-toys-and-games")
    for name in try Paths.names(in: folder) where name.contains(".fvecs") {
      #expect(try VectorImport.read(path: Paths.join(folder, name)).matrix.count > 0)
    }
  }
}
