import Files
import TestSupport
import Testing

@testable import ANNIndex

/// Real word vectors whose neighbours others have computed, in double precision.
@Suite(.enabled(if: SharedData.has("ann-en-core-web-md"))) struct SharedVectorsTests {
  /// The first vectors of a file in the texmex layout: a 32-bit dimension before each.
  static func vectors<Element: BitwiseCopyable>(_ name: String, limit: Int, of: Element.Type) throws -> [[Element]] {
    var source = try ByteSource(path: SharedData.path("ann-en-core-web-md/\(name)"))
    var bytes: [UInt8] = []
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { block.deallocate() }
    var vectors: [[Element]] = []
    while vectors.count < limit {
      let count = try source.read(into: block)
      if count == 0 { break }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[..<count]))
      bytes.withUnsafeBytes { bytes in
        let dimension = Int(bytes.loadUnaligned(as: Int32.self))
        while vectors.count < limit, (vectors.count + 1) * 4 * (dimension + 1) <= bytes.count {
          let start = vectors.count * 4 * (dimension + 1) + 4
          vectors.append((0..<dimension).map { bytes.loadUnaligned(fromByteOffset: start + 4 * $0, as: Element.self) })
        }
      }
    }
    return vectors
  }

  @Test(arguments: [(Metric.cosine, "cos"), (.l2, "l2")]) func exact_search_agrees_with_the_given_truth(
    _ metric: Metric, _ name: String
  ) throws {
    let limit = 3_000
    let rows = TestRows(try Self.vectors("base.fvecs.gz", limit: limit, of: Float.self))
    let queries = TestRows(try Self.vectors("query.fvecs", limit: 50, of: Float.self))
    let truth = try Self.vectors("groundtruth-\(name).ivecs", limit: 50, of: Int32.self)
    let exact = try ExactIndex(rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric)
    // The truth is over all rows. Its members among the first ones are, in this order, the nearest of the first ones.
    for (query, found) in exact.search(batch: queries.values, k: 10).enumerated() {
      let expected = truth[query].filter { $0 < limit }.prefix(10).map(Int.init)
      #expect(found.prefix(expected.count).map(\.ordinal) == expected, "query \(query)")
    }
  }

  @Test func a_walk_at_the_default_effort_finds_95_of_100() throws {
    let rows = TestRows(try Self.vectors("base.fvecs.gz", limit: 1_500, of: Float.self))
    let queries = TestRows(try Self.vectors("query.fvecs", limit: 50, of: Float.self))
    let exact = try ExactIndex(rows: rows.values, count: rows.count, dimension: rows.dimension, metric: .cosine)
    let graph = try HNSWIndex.build(rows: rows.values, count: rows.count, dimension: rows.dimension, metric: .cosine)
    #expect(HNSWRecallTests.recall((exact, graph), queries) >= 0.95)
  }
}
