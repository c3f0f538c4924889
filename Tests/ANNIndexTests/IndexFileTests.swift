import Files
import TestSupport
import Testing

@testable import ANNIndex

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct IndexFileTests {
  /// A disk that does not wait for its platters: these tests write thousands of files.
  static let quickDisk: Disk = {
    var disk = Disk.system
    disk.sync = { _ in 0 }
    return disk
  }()

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A small index with upper levels and equal rows.
  static func smallIndex(_ metric: Metric = .cosine) throws -> HNSWIndex {
    var rows = TestRows(clustered: 12, dimension: 3, seed: 1)
    rows[5] = rows[2]
    rows[11] = rows[2]
    return try HNSWIndex.build(
      rows: rows.values, count: rows.count, dimension: 3, metric: metric,
      parameters: .init(maximumLinks: 2, constructionBeamWidth: 12, seed: 5, defaultSearchBeamWidth: 9))
  }

  func bytes(of index: HNSWIndex) throws -> [UInt8] {
    try index.write(to: folder("index.hnsw"), disk: Self.quickDisk)
    return try ByteSource.readAll(path: folder("index.hnsw"))
  }

  /// The error with which bytes are refused; nil, and a failed test, when they are not.
  func refusal(of bytes: [UInt8], _ what: String) -> DataError? {
    do {
      try DurableFile.write(bytes, to: folder("damaged.hnsw"), disk: Self.quickDisk)
      _ = try HNSWIndex.read(path: folder("damaged.hnsw"))
      Issue.record("\(what) was not refused")
      return nil
    } catch {
      let error = error as? DataError
      #expect(error?.code == .badData, "\(what)")
      #expect(error?.place == folder("damaged.hnsw"), "\(what)")
      return error
    }
  }

  /// The bytes with another header, made sound by its checksum.
  func bytes(_ bytes: [UInt8], changing change: (inout IndexFileHeader) -> Void) throws -> [UInt8] {
    var header = try IndexFileHeader(Array(bytes.prefix(IndexFile.headerSize)), path: "here")
    change(&header)
    return header.bytes + bytes.dropFirst(IndexFile.headerSize)
  }

  /// The bytes with a changed section, made sound by its checksum.
  func bytes(_ bytes: [UInt8], changing section: IndexFile.Section, _ change: (inout [UInt8]) -> Void) throws -> [UInt8]
  {
    let header = try IndexFileHeader(Array(bytes.prefix(IndexFile.headerSize)), path: "here")
    let place = header.places[section.rawValue]
    var content = Array(bytes[Int(place.offset)..<Int(place.offset + place.length)])
    change(&content)
    var result = try self.bytes(bytes) { $0.places[section.rawValue].checksum = CRC32.of(content) }
    result.replaceSubrange(Int(place.offset)..<Int(place.offset + place.length), with: content)
    return result
  }

  @Test(arguments: Metric.allCases) func what_is_read_is_what_was_written_link_by_link(_ metric: Metric) throws {
    var rows = TestRows(clustered: 500, dimension: 7, seed: 21)
    for copy in 0..<40 { rows[12 * copy] = rows[1] }
    let index = try HNSWIndex.build(
      rows: rows.values, count: 500, dimension: 7, metric: metric,
      parameters: .init(maximumLinks: 5, constructionBeamWidth: 40, seed: 77, defaultSearchBeamWidth: 33))
    try index.write(to: folder("index.hnsw"))
    let back = try HNSWIndex.read(path: folder("index.hnsw"))
    #expect(back.count == 500)
    #expect(back.dimension == 7)
    #expect(back.metric == metric)
    #expect(back.parameters == index.parameters)
    #expect(back.equalRows == index.equalRows)
    #expect(back.graph.levels == index.graph.levels)
    #expect(back.graph.entryPoint == index.graph.entryPoint)
    #expect(back.statistics == index.statistics)
    for node in 0..<UInt32(index.graph.nodeCount) {
      for level in 0...Int(index.graph.levels[Int(node)]) {
        #expect(back.graph.linkArray(of: node, level: level) == index.graph.linkArray(of: node, level: level))
      }
      for position in 0..<7 { #expect(back.rows[Int(node)][position] == index.rows[Int(node)][position]) }
    }
    for query in 0..<20 {
      let plan = QueryPlanner.Plan.walk(beamWidth: 10)
      #expect(
        back.search(rows[query], k: 10, plan: plan, filter: nil)
          == index.search(rows[query], k: 10, plan: plan, filter: nil))
    }
    #expect(try bytes(of: back) == bytes(of: index))
  }

  @Test(arguments: Metric.allCases) func an_index_without_rows_is_a_file_too(_ metric: Metric) throws {
    let index = try HNSWIndex.build(rows: [], count: 0, dimension: 3, metric: metric)
    #expect(try bytes(of: index).count == IndexFile.headerSize)
    #expect(try HNSWIndex.read(path: folder("index.hnsw")).search([1, 2, 3], k: 1).isEmpty)
    #expect(try HNSWIndex.map(path: folder("index.hnsw")).search([1, 2, 3], k: 1).isEmpty)
  }

  @Test(arguments: Metric.allCases) func a_mapped_index_is_the_one_that_was_written(_ metric: Metric) throws {
    var rows = TestRows(clustered: 500, dimension: 7, seed: 22)
    for copy in 0..<40 { rows[12 * copy] = rows[1] }
    let index = try HNSWIndex.build(
      rows: rows.values, count: 500, dimension: 7, metric: metric,
      parameters: .init(maximumLinks: 5, constructionBeamWidth: 40))
    let written = try bytes(of: index)
    let mapped = try HNSWIndex.map(path: folder("index.hnsw"))
    // Who has mapped a file keeps it, whatever takes its place.
    try DurableFile.write([1, 2, 3], to: folder("index.hnsw"), disk: Self.quickDisk)
    #expect(mapped.statistics == index.statistics)
    for query in 0..<20 {
      for plan in [QueryPlanner.Plan.walk(beamWidth: 10), .scan] {
        #expect(
          mapped.search(rows[query], k: 10, plan: plan, filter: nil)
            == index.search(rows[query], k: 10, plan: plan, filter: nil))
      }
    }
    #expect(try bytes(of: mapped) == written)
  }

  @Test func a_mapped_index_may_be_damaged_but_never_leads_outside() throws {
    let bytes = try bytes(of: Self.smallIndex())
    for position in bytes.indices {
      for flip in [UInt8(0x01), 0x80, 0xff] {
        var damaged = bytes
        damaged[position] ^= flip
        try DurableFile.write(damaged, to: folder("damaged.hnsw"), disk: Self.quickDisk)
        guard let mapped = try? HNSWIndex.map(path: folder("damaged.hnsw")) else { continue }
        for ordinal in 0..<3 {
          let found = mapped.search(
            [Float(ordinal), 1, -1], k: 5, plan: .walk(beamWidth: 12), filter: nil)
          #expect(found.count == 5 && found.allSatisfy { 0..<12 ~= $0.ordinal }, "byte \(position), flip \(flip)")
        }
      }
    }
    for length in stride(from: 0, to: bytes.count, by: 7) {
      try DurableFile.write(Array(bytes.prefix(length)), to: folder("damaged.hnsw"), disk: Self.quickDisk)
      #expect(throws: DataError.self) { try HNSWIndex.map(path: folder("damaged.hnsw")) }
    }
    let upper = try self.bytes(bytes, changing: .upperLinks) { $0.replaceSubrange(0..<4, with: [9, 9, 9, 9]) }
    try DurableFile.write(upper, to: folder("damaged.hnsw"), disk: Self.quickDisk)
    #expect(throws: DataError.self) { try HNSWIndex.map(path: folder("damaged.hnsw")) }
  }

  @Test func the_numbers_of_the_format_do_not_change() throws {
    #expect(IndexFile.metricCodes.map(\.code) == [0, 1, 2])
    #expect(Set(IndexFile.metricCodes.map(\.metric)) == Set(Metric.allCases))
    let bytes = try bytes(of: Self.smallIndex(.innerProduct))
    #expect(bytes.count % 64 == 0)
    // Magic, version 3, metric 1, dimension 3, stride 16, 12 rows, 10 nodes, 2 links.
    #expect(Array(bytes.prefix(8)) == Array("w2v.hnsw".utf8))
    let numbers: [UInt8] = [3, 1, 3, 16, 12, 0, 10, 0, 2, 12, 9]
    #expect(numbers.indices.map { bytes[8 + 4 * $0] } == numbers)
    #expect(WalkPrecision.allCases.map(\.bits) == [8, 32] && bytes[272] == 32)
    let header = try IndexFileHeader(Array(bytes.prefix(320)), path: "here")
    #expect(header.bytes == Array(bytes.prefix(320)))
    #expect(header.places.allSatisfy { $0.offset % 64 == 0 })
  }

  @Test func a_file_cut_at_any_byte_is_refused() throws {
    let bytes = try bytes(of: Self.smallIndex())
    for length in 0..<bytes.count { _ = refusal(of: Array(bytes.prefix(length)), "the first \(length) bytes") }
    #expect(refusal(of: Array(bytes.prefix(700)), "a cut file")?.fault.contains("cut short") == true)
    _ = refusal(of: bytes + [0], "one byte more")
    _ = refusal(of: bytes + Array(repeating: 0, count: 64), "a block more")
  }

  @Test(arguments: [UInt8(0x01), 0x80, 0xff]) func a_flipped_byte_anywhere_is_refused(_ flip: UInt8) throws {
    let bytes = try bytes(of: Self.smallIndex())
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= flip
      _ = refusal(of: damaged, "a flip of \(flip) at byte \(position)")
    }
  }

  @Test func counts_that_the_file_cannot_hold_are_refused_before_anything_is_allocated() throws {
    let bytes = try bytes(of: Self.smallIndex())
    let enormous = 1 << 30
    for section in IndexFile.Section.allCases {
      let hostile = try self.bytes(bytes) { $0.places[section.rawValue].length = UInt64(enormous) }
      #expect(refusal(of: hostile, "an enormous section")?.fault.contains(section.name) == true)
      _ = refusal(of: try self.bytes(bytes) { $0.places[section.rawValue].length = .max }, "an endless section")
      _ = refusal(of: try self.bytes(bytes) { $0.places[section.rawValue].offset = .max }, "a section far away")
      _ = refusal(of: try self.bytes(bytes) { $0.places[section.rawValue].offset += 64 }, "a section elsewhere")
    }
    _ = refusal(of: try self.bytes(bytes) { $0.rowCount = enormous }, "too many rows")
    _ = refusal(of: try self.bytes(bytes) { ($0.rowCount, $0.nodeCount) = (enormous, enormous) }, "too many nodes")
    _ = refusal(of: try self.bytes(bytes) { $0.rowCount = 1 << 40 }, "more rows than an index can have")
    _ = refusal(of: try self.bytes(bytes) { $0.nodeCount = 13 }, "more nodes than rows")
    _ = refusal(of: try self.bytes(bytes) { $0.nodeCount = 0 }, "rows without nodes")
    _ = refusal(of: try self.bytes(bytes) { $0.dimension = Int(UInt32.max) - 16 }, "too many values")
    _ = refusal(of: try self.bytes(bytes) { $0.dimension = 17 }, "another stride")
    _ = refusal(of: try self.bytes(bytes) { $0.dimension = 0 }, "no values")
    _ = refusal(of: try self.bytes(bytes) { $0.parameters.maximumLinks = 1 << 31 }, "too many links")
    _ = refusal(of: try self.bytes(bytes) { $0.parameters.maximumLinks = 3 }, "other links")
    _ = refusal(of: try self.bytes(bytes) { $0.parameters.defaultSearchBeamWidth = 0 }, "no effort")
    _ = refusal(of: try self.bytes(bytes) { $0.topLevel = 200 }, "a top level of 200")
    _ = refusal(of: try self.bytes(bytes) { $0.entryPoint = 10 }, "an entry point outside")
  }

  @Test func a_crafted_section_with_a_true_checksum_is_refused() throws {
    let bytes = try bytes(of: Self.smallIndex())
    let link = try self.bytes(bytes, changing: .baseLinks) { $0.replaceSubrange(0..<4, with: [10, 0, 0, 0]) }
    #expect(refusal(of: link, "a link outside")?.fault.contains("node 0, level 0: a link to 10") == true)
    let upper = try self.bytes(bytes, changing: .upperLinks) {
      $0.replaceSubrange(0..<4, with: [0xff, 0xff, 0xff, 0x7f])
    }
    #expect(refusal(of: upper, "an upper link outside")?.fault.contains("not one of 10 nodes") == true)
    _ = refusal(of: try self.bytes(bytes, changing: .levels) { $0[0] = 31 }, "a level above all")
    _ = refusal(of: try self.bytes(bytes, changing: .levels) { $0[0] += 1 }, "a level more")
    let levels = try self.bytes(bytes, changing: .levels) { levels in
      let first = levels[0]
      levels.swapAt(0, levels.firstIndex { $0 != first } ?? 0)
    }
    _ = refusal(of: levels, "levels of other nodes")
    let row = try self.bytes(bytes, changing: .rows) { $0.replaceSubrange(64..<68, with: [0, 0, 0xc0, 0x7f]) }
    #expect(refusal(of: row, "a row that is not a number")?.fault.contains("row 1") == true)
    for (value, place) in [([UInt8(0x80)], 0), ([0, 0, 0xc0, 0x7f], 10 * 64), ([0, 0, 0x80, 0xbf], 10 * 64)] {
      let rounded = try self.bytes(bytes, changing: .roundedRows) {
        $0.replaceSubrange(place..<place + value.count, with: value)
      }
      #expect(refusal(of: rounded, "rounded rows of \(value)")?.fault.contains("rounded rows") == true)
    }
    _ = refusal(of: try self.bytes(bytes, changing: .equalMembers) { $0.swapAt(0, 4) }, "rows in another order")
    _ = refusal(of: try self.bytes(bytes, changing: .equalStarts) { $0[4] = 99 }, "a start outside")
  }

  @Test func a_foreign_or_newer_file_is_named_as_such() throws {
    #expect(refusal(of: Array("hello".utf8), "a text")?.fault.contains("not an index file") == true)
    var newer = try bytes(of: Self.smallIndex())
    newer[8] = 4
    #expect(refusal(of: newer, "a newer version")?.fault.contains("version 4") == true)
    let missing = #expect(throws: DataError.self) { try HNSWIndex.read(path: folder("none.hnsw")) }
    #expect(missing?.code == .missingInput)
    let aFolder = #expect(throws: DataError.self) { try HNSWIndex.read(path: folder.path) }
    #expect(aFolder?.code == .cannotRead)
  }

  /// The bytes as a program of an older version has written them: the first had no rounded rows, the first two no effort
  /// curve and a shorter header.
  func bytes(_ bytes: [UInt8], ofVersion version: UInt32) throws -> [UInt8] {
    let header = try IndexFileHeader(Array(bytes.prefix(IndexFile.headerSize)), path: "here")
    let sections = IndexFile.Section.count(version: version)
    let shorter = UInt64(IndexFile.headerSize - 256)
    var old = Array(bytes[..<80])
    old[8] = UInt8(version)
    func append(_ value: some FixedWidthInteger) {
      withUnsafeBytes(of: value.littleEndian) { old.append(contentsOf: $0) }
    }
    for place in header.places.prefix(sections) {
      append(place.offset - shorter)
      append(place.length)
      append(place.checksum)
      append(UInt32(0))
    }
    if version == 2 { append(header.walkPrecision.bits) }
    old += Array(repeating: 0, count: 252 - old.count)
    append(CRC32.of(old))
    return old + bytes[IndexFile.headerSize..<Int(header.places[sections].offset)]
  }

  @Test(arguments: [UInt32(1), 2]) func files_of_older_versions_are_read(_ version: UInt32) throws {
    let index = try Self.smallIndex()
    #expect(index.walkPrecision == .int8 && !index.effortCurve.points.isEmpty)
    let old = try bytes(bytes(of: index), ofVersion: version)
    try DurableFile.write(old, to: folder("old.hnsw"), disk: Self.quickDisk)
    for back in [try HNSWIndex.read(path: folder("old.hnsw")), try HNSWIndex.map(path: folder("old.hnsw"))] {
      #expect(back.walkPrecision == (version == 1 ? .float : .int8))
      #expect(back.effortCurve.points.isEmpty)
      #expect(back.search([1, 2, 3], k: 5) == index.search([1, 2, 3], k: 5))
      #expect(back.search([1, 2, 3], SearchRequest(k: 5, effort: .recall(0.9))).mode == .scan)
    }
    for length in 0..<old.count { _ = refusal(of: Array(old.prefix(length)), "the first \(length) bytes") }
    for position in old.indices {
      var damaged = old
      damaged[position] ^= 0x40
      _ = refusal(of: damaged, "a flip at byte \(position)")
    }
  }

  @Test func a_crafted_effort_curve_is_refused() throws {
    let bytes = try bytes(of: Self.smallIndex())
    let recall = try self.bytes(bytes, changing: .effortCurve) { $0[7] = 0x7f }
    #expect(refusal(of: recall, "a recall over 1")?.fault.contains("effort curve") == true)
    let effort = try self.bytes(bytes, changing: .effortCurve) { $0.replaceSubrange(0..<4, with: [0, 0, 0, 0]) }
    #expect(refusal(of: effort, "an effort of 0")?.fault.contains("effort curve") == true)
  }

  @Test func walks_in_another_form_than_there_is_are_refused() throws {
    let bytes = try bytes(of: Self.smallIndex())
    var odd = bytes
    odd[272] = 16
    odd.replaceSubrange(316..<320, with: withUnsafeBytes(of: CRC32.of(Array(odd[..<316])).littleEndian, Array.init))
    #expect(refusal(of: odd, "walks in 16 bits")?.fault.contains("16 bits") == true)
    let rounded = try self.bytes(bytes) { $0.metric = .l2 }
    #expect(refusal(of: rounded, "distances in eight bits")?.fault.contains("8 bits") == true)
  }

  @Test func a_disk_that_fails_leaves_the_old_index() throws {
    let old = try bytes(of: Self.smallIndex())
    var full = Disk.system
    full.write = { _, _ in
      errno = ENOSPC
      return -1
    }
    let error = #expect(throws: DataError.self) { try Self.smallIndex(.l2).write(to: folder("index.hnsw"), disk: full) }
    #expect(error?.code == .cannotWrite)
    #expect(try ByteSource.readAll(path: folder("index.hnsw")) == old)
    #expect(try Paths.names(in: folder.path) == ["index.hnsw"])
  }
}
