import Testing

@testable import ANNIndex

/// The graph against exact search. Walks are forced: a planner would scan sets as small as these.
@Suite struct HNSWRecallTests {
  static let data = TestRows(clustered: 1_050, dimension: 16, seed: 7).split(queries: 50)

  /// The share of the true nearest that walks find; a row counts when its score reaches that of the true last one.
  static func recall(
    _ index: HNSWIndex, against exact: ExactIndex, queries: TestRows, k: Int = 10, beamWidth: Int = 64,
    filter: Filter? = nil
  ) -> Double {
    var right = 0
    var wanted = 0
    for position in 0..<queries.count {
      let truth = exact.search(queries[position], k: k, effort: nil, filter: filter)
      let found = index.search(queries[position], k: k, plan: .walk(beamWidth: beamWidth), filter: filter)
      wanted += truth.count
      right += found.count { $0.score >= truth.last?.score ?? .infinity }
    }
    return Double(right) / Double(max(wanted, 1))
  }

  @Test(arguments: Metric.allCases) func a_walk_finds_nearly_all_of_the_nearest_rows(_ metric: Metric) throws {
    let (queries, rows) = Self.data
    let exact = try ExactIndex(rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric)
    let index = try HNSWIndex.build(
      rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric,
      parameters: .init(maximumLinks: 8, constructionBeamWidth: 60))
    #expect(Self.recall(index, against: exact, queries: queries) >= 0.98)
    #expect(index.statistics.unreachable == 0)
    #expect(index.graph.violation() == nil)
  }
}
