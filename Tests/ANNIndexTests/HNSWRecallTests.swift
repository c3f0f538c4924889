import TestSupport
import Testing

@testable import ANNIndex

/// The graph against exact search. Walks are forced: a planner would scan sets as small as these.
@Suite struct HNSWRecallTests {
  static let data = TestRows(clustered: 1_050, dimension: 16, seed: 7).split(queries: 50)
  static let parameters = HNSWParameters(maximumLinks: 8, constructionBeamWidth: 60)

  static func indexes(_ rows: TestRows, _ metric: Metric) throws -> (exact: ExactIndex, graph: HNSWIndex) {
    (
      try ExactIndex(rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric),
      try HNSWIndex.build(
        rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric, parameters: parameters)
    )
  }

  /// The share of the true nearest that walks find; a row counts when its score reaches that of the true last one.
  static func recall(
    _ indexes: (exact: ExactIndex, graph: HNSWIndex), _ queries: TestRows, beamWidth: Int = 64, filter: Filter? = nil
  ) -> Double {
    var right = 0
    var wanted = 0
    for position in 0..<queries.count {
      let truth = indexes.exact.search(queries[position], k: 10, effort: nil, filter: filter)
      let found = indexes.graph.search(queries[position], k: 10, plan: .walk(beamWidth: beamWidth), filter: filter)
      wanted += truth.count
      right += found.count { $0.score >= truth.last?.score ?? .infinity }
    }
    return Double(right) / Double(max(wanted, 1))
  }

  @Test(arguments: Metric.allCases) func a_walk_finds_nearly_all_of_the_nearest_rows(_ metric: Metric) throws {
    let (queries, rows) = Self.data
    let indexes = try Self.indexes(rows, metric)
    #expect(Self.recall(indexes, queries) >= 0.98)
    #expect(indexes.graph.statistics.unreachable == 0)
    #expect(indexes.graph.graph.violation() == nil)
  }

  @Test(arguments: Metric.allCases) func answers_are_ordered_and_scored_as_exact_search_does(_ metric: Metric) throws {
    let (queries, rows) = Self.data
    let indexes = try Self.indexes(rows, metric)
    for position in 0..<queries.count {
      let found = indexes.graph.search(queries[position], k: 20, plan: .walk(beamWidth: 40), filter: nil)
      #expect(found.count == 20)
      #expect(Set(found.map(\.ordinal)).count == 20)
      let prepared = PreparedQueries(queries[position], count: 1, dimension: rows.dimension, metric: metric)
      for (neighbor, next) in zip(found, found.dropFirst()) {
        #expect(neighbor.score > next.score || neighbor.score == next.score && neighbor.ordinal < next.ordinal)
        #expect(neighbor.score == indexes.exact.score(prepared[0], neighbor.ordinal))
      }
      // What the planner does with a set this small is exact.
      #expect(indexes.graph.search(queries[position], k: 20) == indexes.exact.search(queries[position], k: 20))
    }
  }

  @Test func every_row_finds_itself() throws {
    let rows = Self.data.rows
    let graph = try Self.indexes(rows, .l2).graph
    for ordinal in 0..<rows.count {
      #expect(graph.search(rows[ordinal], k: 1, plan: .walk(beamWidth: 32), filter: nil).first?.ordinal == ordinal)
    }
  }

  @Test(arguments: [0.9, 0.5, 0.1, 0.02]) func a_filter_never_costs_rows_and_hardly_recall(_ share: Double) throws {
    let (queries, rows) = Self.data
    let indexes = try Self.indexes(rows, .cosine)
    var random = TestRandom(seed: 11)
    let filter = Filter(
      count: rows.count, eligible: (0..<rows.count).filter { _ in Double.random(in: 0..<1, using: &random) < share })
    // As wide as the planner would make it.
    let beamWidth = min(rows.count, Int(64 / share))
    #expect(Self.recall(indexes, queries, beamWidth: beamWidth, filter: filter) >= 0.98)
    for position in 0..<queries.count {
      for k in [1, 10, filter.eligibleCount, rows.count] {
        for plan in [QueryPlanner.Plan.walk(beamWidth: 1), .scan] {
          let found = indexes.graph.search(queries[position], k: k, plan: plan, filter: filter)
          #expect(found.count == min(k, filter.eligibleCount))
          #expect(found.allSatisfy { filter.contains($0.ordinal) })
        }
      }
    }
  }

  @Test func one_row_in_ten_copied_costs_no_recall() throws {
    let (queries, original) = Self.data
    var rows = original
    for copy in 0..<rows.count / 10 { rows[10 * copy] = rows[3] }
    let indexes = try Self.indexes(rows, .cosine)
    let statistics = indexes.graph.statistics
    #expect(statistics.rows == 1_000)
    #expect(statistics.nodes == 900)
    #expect(Self.recall(indexes, queries) >= 0.98)
    // The copies themselves come back all, in order, as from an exact search.
    let walked = indexes.graph.search(rows[3], k: 150, plan: .walk(beamWidth: 150), filter: nil)
    #expect(walked.prefix(101).map(\.ordinal) == indexes.exact.search(rows[3], k: 101).map(\.ordinal))
    let filter = Filter(count: rows.count, eligible: stride(from: 0, to: rows.count, by: 20))
    #expect(
      indexes.graph.search(rows[3], k: 30, plan: .walk(beamWidth: 64), filter: filter)
        == indexes.exact.search(rows[3], k: 30, effort: nil, filter: filter))
  }

  @Test func near_copies_cost_no_recall() throws {
    let (queries, original) = Self.data
    var rows = original
    for group in 0..<10 {
      for copy in 1..<20 { rows[100 * group + copy] = rows[100 * group].map { $0 * (1 + 1e-6 * Float(copy)) } }
    }
    #expect(Self.recall(try Self.indexes(rows, .l2), queries) >= 0.97)
  }

  @Test func inner_products_of_unequal_lengths_are_found() throws {
    let (queries, original) = Self.data
    var rows = original
    var random = TestRandom(seed: 4)
    for ordinal in 0..<rows.count {
      let length = Float(1) + 2 * abs(random.normal())
      rows[ordinal] = rows[ordinal].map { $0 * length }
    }
    let indexes = try Self.indexes(rows, .innerProduct)
    #expect(Self.recall(indexes, queries) >= 0.97)
    #expect(indexes.graph.statistics.unreachable == 0)
  }
}
