import Dispatch
import Files
import Synchronization
import TestSupport
import Testing

@testable import ANNIndex

@Suite struct HNSWIndexTests {
  static let walk = QueryPlanner.Plan.walk(beamWidth: 20)

  static func build(_ rows: TestRows, _ metric: Metric = .cosine, threads: Int = 1) throws -> HNSWIndex {
    try HNSWIndex.build(
      rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric,
      parameters: .init(maximumLinks: 4, constructionBeamWidth: 30), threads: threads)
  }

  @Test(arguments: Metric.allCases) func an_index_without_rows_finds_nothing(_ metric: Metric) throws {
    let index = try HNSWIndex.build(rows: [], count: 0, dimension: 3, metric: metric)
    #expect(index.search([1, 2, 3], k: 5).isEmpty)
    #expect(index.search([1, 2, 3], k: 5, plan: Self.walk, filter: Filter(count: 0)).isEmpty)
    #expect(index.statistics.nodes == 0)
  }

  @Test(arguments: Metric.allCases) func an_index_of_one_row_finds_it(_ metric: Metric) throws {
    let index = try HNSWIndex.build(rows: [1, 0], count: 1, dimension: 2, metric: metric)
    #expect(index.search([1, 0], k: 5, plan: Self.walk, filter: nil).map(\.ordinal) == [0])
    #expect(index.search([1, 0], k: 5).map(\.ordinal) == [0])
  }

  @Test func rows_may_have_one_value() throws {
    let index = try Self.build(TestRows((0..<200).map { [Float($0)] }), .l2)
    #expect(index.search([71.2], k: 3, plan: Self.walk, filter: nil).map(\.ordinal) == [71, 72, 70])
  }

  @Test func equal_rows_are_all_found_in_order() throws {
    let index = try Self.build(TestRows(Array(repeating: [1, 2], count: 100)))
    #expect(index.statistics.nodes == 1)
    for plan in [Self.walk, .scan] {
      #expect(index.search([3, 1], k: 9, plan: plan, filter: nil).map(\.ordinal) == Array(0..<9))
      #expect(index.search([3, 1], k: 200, plan: plan, filter: nil).map(\.ordinal) == Array(0..<100))
      let filter = Filter(count: 100, eligible: [90, 4, 50])
      #expect(index.search([3, 1], k: 9, plan: plan, filter: filter).map(\.ordinal) == [4, 50, 90])
    }
  }

  @Test func different_nodes_of_one_score_mix_their_rows_by_ordinal() throws {
    // Rows 0, 2, 4 ... and 1, 3, 5 ... mirror each other across the query.
    let index = try Self.build(TestRows((0..<20).map { [1, $0 % 2 == 0 ? 1 : -1] }))
    for plan in [Self.walk, .scan] {
      #expect(index.search([1, 0], k: 7, plan: plan, filter: nil).map(\.ordinal) == Array(0..<7))
    }
  }

  @Test func zeros_have_the_cosine_zero_and_are_found() throws {
    var rows = TestRows(clustered: 60, dimension: 3, seed: 1)
    rows[7] = [0, 0, 0]
    rows[50] = [0, 0, 0]
    let index = try Self.build(rows)
    let all = index.search(rows[3], k: 60, plan: .walk(beamWidth: 60), filter: nil)
    #expect(
      all.filter { $0.ordinal == 7 || $0.ordinal == 50 } == [.init(ordinal: 7, score: 0), .init(ordinal: 50, score: 0)])
    let none = index.search([0, 0, 0], k: 4, plan: Self.walk, filter: nil)
    #expect(none == (0..<4).map { Neighbor(ordinal: $0, score: 0) })
  }

  @Test func more_rows_than_there_are_is_all_of_them() throws {
    let rows = TestRows(clustered: 90, dimension: 4, seed: 3)
    let index = try Self.build(rows)
    for plan in [Self.walk, .scan] {
      #expect(Set(index.search(rows[0], k: 1_000, plan: plan, filter: nil).map(\.ordinal)) == Set(0..<90))
    }
  }

  @Test(arguments: [Float.nan, .infinity, 2e18]) func a_row_that_cannot_be_compared_is_named(_ value: Float) throws {
    var rows = TestRows(clustered: 30, dimension: 4, seed: 3)
    rows[21] = [0, value, 0, 0]
    let error = #expect(throws: DataError.self) { try Self.build(rows) }
    #expect(error?.code == .badData)
    #expect(error?.place == "row 21")
  }

  @Test func parameters_out_of_range_stop_the_program() async {
    await #expect(processExitsWith: .failure) {
      _ = try HNSWIndex.build(rows: [1], count: 1, dimension: 1, metric: .l2, parameters: .init(maximumLinks: 1))
    }
  }

  @Test func progress_rises_to_the_number_of_distinct_rows() throws {
    let rows = TestRows(clustered: 300, dimension: 4, seed: 8)
    var calls: [Int] = []
    _ = try HNSWIndex.build(rows: rows.values, count: 300, dimension: 4, metric: .l2) { calls.append($0) }
    #expect(calls == calls.sorted())
    #expect(calls.last == 300)
  }

  @Test func searches_at_the_same_time_give_what_they_give_alone() throws {
    let rows = TestRows(clustered: 400, dimension: 8, seed: 9)
    let index = try Self.build(rows)
    let alone = (0..<100).map { index.search(rows[$0], k: 5, plan: Self.walk, filter: nil) }
    let wrong = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 400) { iteration in
      let query = iteration % 100
      if index.search(rows[query], k: 5, plan: Self.walk, filter: nil) != alone[query] {
        wrong.add(1, ordering: .relaxed)
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  @Test func a_scratch_outlives_its_tags() throws {
    // 255 walks use up the tags of visited nodes. The 256th has the tag of the first and must not take its visits, which
    // walks elsewhere have left in the table, for its own.
    let rows = TestRows((0..<300).map { [Float($0), 0] })
    let index = try Self.build(rows, .l2)
    let search = HNSWSearch(graph: index.graph, rows: FloatRows(index.rows))
    let scratch = SearchScratch(nodes: 300, links: 8)
    func walk(_ node: Int) -> [UInt32] {
      search.searchLevel(index.rows[node], from: UInt32(node), level: 0, beamWidth: 5, scratch: scratch)
      return scratch.candidates.map(\.node)
    }
    let first = walk(10)
    #expect(first.count == 5)
    for _ in 0..<254 { _ = walk(250) }
    #expect(walk(10) == first)
  }

  @Test(arguments: Metric.allCases) func threads_do_not_change_a_byte_of_the_file(_ metric: Metric) throws {
    let folder = try TemporaryFolder()
    var rows = TestRows(clustered: 700, dimension: 6, seed: 13)
    for copy in 0..<50 { rows[14 * copy] = rows[copy % 5] }
    let files = try [1, 2, 3].map { threads in
      try Self.build(rows, metric, threads: threads).write(to: folder("\(threads).hnsw"))
      return try ByteSource.readAll(path: folder("\(threads).hnsw"))
    }
    #expect(files[0] == files[1])
    #expect(files[0] == files[2])
  }
}
