import TestSupport
import Testing

@testable import ANNIndex

/// In which form walks compare rows, and that answers do not tell.
@Suite struct WalkPrecisionTests {
  private static let parameters = HNSWParameters(maximumLinks: 8, constructionBeamWidth: 60)

  private static func index(_ rows: TestRows, _ metric: Metric = .cosine, walk: WalkPrecision? = nil) throws
    -> HNSWIndex
  {
    try HNSWIndex.build(
      rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric, parameters: parameters,
      walk: walk)
  }

  /// Clumps of 250 rows within a few thousandths of each other.
  private static var twins: TestRows {
    let centres = TestRows(clustered: 8, dimension: 16, seed: 31)
    var random = TestRandom(seed: 32)
    return TestRows((0..<2_000).map { row in centres[row % 8].map { $0 + 0.003 * random.normal() } })
  }

  @Test func eight_bits_are_chosen_where_they_are_enough() throws {
    let rows = HNSWRecallTests.data.rows
    #expect(try Self.index(rows).walkPrecision == .int8)
    #expect(try Self.index(rows, .l2).walkPrecision == .float)
    #expect(try Self.index(rows, .innerProduct).walkPrecision == .float)
    #expect(try Self.index(rows, walk: .float).walkPrecision == .float)
  }

  @Test func near_twins_are_compared_as_they_are() throws {
    #expect(try Self.index(Self.twins).walkPrecision == .float)
  }

  @Test(arguments: WalkPrecision.allCases) func answers_are_scored_exactly(_ walk: WalkPrecision) throws {
    let (queries, rows) = HNSWRecallTests.data
    let indexes = (
      exact: try ExactIndex(rows: rows.values, count: rows.count, dimension: rows.dimension, metric: .cosine),
      graph: try Self.index(rows, walk: walk)
    )
    #expect(HNSWRecallTests.recall(indexes, queries) >= 0.98)
    let filter = Filter(count: rows.count, eligible: stride(from: 0, to: rows.count, by: 3))
    #expect(HNSWRecallTests.recall(indexes, queries, beamWidth: 192, filter: filter) >= 0.98)
    for position in 0..<queries.count {
      let prepared = PreparedQueries(queries[position], count: 1, dimension: rows.dimension, metric: .cosine)
      for filter in [nil, filter] {
        let found = indexes.graph.search(queries[position], k: 10, plan: .walk(beamWidth: 40), filter: filter)
        #expect(found.count == 10)
        for neighbor in found { #expect(neighbor.score == indexes.exact.score(prepared[0], neighbor.ordinal)) }
        for (neighbor, next) in zip(found, found.dropFirst()) {
          #expect(neighbor.score > next.score || neighbor.score == next.score && neighbor.ordinal < next.ordinal)
        }
      }
    }
  }

  @Test func a_file_keeps_the_form() throws {
    let folder = try TemporaryFolder()
    for (rows, precision) in [(HNSWRecallTests.data.rows, WalkPrecision.int8), (Self.twins, .float)] {
      let index = try Self.index(rows)
      try index.write(to: folder("index.hnsw"))
      let back = try HNSWIndex.read(path: folder("index.hnsw"))
      #expect(back.walkPrecision == precision)
      for query in 0..<10 {
        let plan = QueryPlanner.Plan.walk(beamWidth: 20)
        #expect(
          back.search(rows[query], k: 10, plan: plan, filter: nil)
            == index.search(rows[query], k: 10, plan: plan, filter: nil))
      }
    }
  }

  @Test func a_query_of_zeros_or_one_value_rounds_as_rows_do() throws {
    let rows = TestRows(clustered: 10, dimension: 33, seed: 2)
    let vectors = try VectorRows(copying: rows.values, count: 10, dimension: 33, metric: .cosine)
    let quantized = QuantizedRows<Int8>(vectors)
    for node in 0..<UInt32(10) {
      let asRow = (0..<UInt32(10)).map { quantized.score(quantized.query(of: node), $0) }
      let asQuery = quantized.withQueries([UnsafeBufferPointer(start: vectors[Int(node)], count: 33)]) { queries in
        (0..<UInt32(10)).map { quantized.score(queries[0], $0) }
      }
      #expect(asQuery == asRow)
    }
    let zeros = [Float](repeating: 0, count: 33)
    zeros.withUnsafeBufferPointer { zeros in
      #expect(
        quantized.withQueries([zeros]) { queries in (0..<UInt32(10)).allSatisfy { quantized.score(queries[0], $0) == 0 }
        })
    }
  }
}
