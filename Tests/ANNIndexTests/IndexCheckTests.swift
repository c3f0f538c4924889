import Files
import TestSupport
import Testing

@testable import ANNIndex

/// Faults planted one at a time, each with a true checksum: only a look at what the bytes mean can find them.
@Suite struct IndexCheckTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static func index(_ metric: Metric = .cosine) throws -> HNSWIndex {
    let rows = TestRows(clustered: 3_000, dimension: 8, seed: 4)
    return try HNSWIndex.build(
      rows: rows.values, count: rows.count, dimension: 8, metric: metric,
      parameters: HNSWParameters(maximumLinks: 6, constructionBeamWidth: 40))
  }

  func broken(_ index: HNSWIndex) throws -> [IndexCheck.Subject] {
    try index.write(to: folder("index.hnsw"))
    let check = try IndexCheck.run(path: folder("index.hnsw"))
    #expect(check.isSound == check.findings.allSatisfy(\.isSound))
    return check.findings.filter { !$0.isSound }.map(\.subject)
  }

  @Test(arguments: Metric.allCases) func a_sound_index_has_no_finding(_ metric: Metric) throws {
    #expect(try broken(Self.index(metric)).isEmpty)
    #expect(try broken(HNSWIndex.build(rows: [], count: 0, dimension: 3, metric: metric)).isEmpty)
    #expect(try broken(HNSWIndex.build(rows: [1, 2, 3], count: 1, dimension: 3, metric: metric)).isEmpty)
  }

  @Test func damaged_bytes_are_a_finding_and_a_missing_file_is_an_error() throws {
    try Self.index().write(to: folder("index.hnsw"))
    var bytes = try ByteSource.readAll(path: folder("index.hnsw"))
    bytes[bytes.count / 2] ^= 1
    try DurableFile.write(bytes, to: folder("index.hnsw"))
    let check = try IndexCheck.run(path: folder("index.hnsw"))
    #expect(check.index == nil && check.findings.map(\.subject) == [.file] && !check.isSound)
    #expect(throws: DataError.self) { try IndexCheck.run(path: folder("none.hnsw")) }
  }

  @Test func nodes_out_of_reach_are_named() throws {
    let index = try Self.index()
    // Nobody links to the last hundred any more.
    for node in 0..<UInt32(3_000) {
      index.graph.setLinks(
        of: node, level: 0, to: index.graph.linkArray(of: node, level: 0).filter { $0 < 2_900 || node >= 2_900 })
    }
    let broken = try broken(index)
    #expect(broken.contains(.reachability))
    #expect(broken.contains(.selfRecall))
  }

  @Test func rounded_rows_of_other_rows_are_named() throws {
    let index = try Self.index()
    guard case .int8(let rounded) = index.walked else {
      Issue.record("walks compare floats")
      return
    }
    UnsafeMutableRawPointer(mutating: rounded.bytes.baseAddress!).storeBytes(
      of: Int8(3), toByteOffset: 64, as: Int8.self)
    #expect(try broken(index) == [.roundedRows])
  }

  @Test func a_curve_that_promises_too_much_is_named() throws {
    let index = try Self.index()
    // Every second link gone: what was measured before is not true any more.
    for node in 0..<UInt32(3_000) {
      let links = index.graph.linkArray(of: node, level: 0)
      index.graph.setLinks(of: node, level: 0, to: links.enumerated().filter { $0.offset % 3 == 0 }.map(\.element))
    }
    #expect(try broken(index).contains(.effortCurve))
  }
}
