import Synchronization
import TestSupport
import Testing

@testable import ANNIndex

/// Rows that come and go, against a dictionary and a plain sort.
@Suite struct MutableIndexTests {
  /// The rows that should be there, and what a search should find among them.
  struct Model {
    var rows: [UInt64: [Float]] = [:]
    /// When each came.
    var ages: [UInt64: Int] = [:]

    func nearest(_ query: [Float], k: Int, metric: Metric, where isEligible: (UInt64) -> Bool) throws -> [UInt64] {
      let ids = rows.keys.filter(isEligible).sorted { ages[$0, default: 0] < ages[$1, default: 0] }
      guard let dimension = rows.values.first?.count, !ids.isEmpty else { return [] }
      let exact = try ExactIndex(
        rows: ids.flatMap { rows[$0] ?? [] }, count: ids.count, dimension: dimension, metric: metric)
      return exact.search(query, k: k).map { ids[$0.ordinal] }
    }
  }

  @Test(arguments: Metric.allCases) func any_sequence_of_changes_leaves_what_a_dictionary_holds(_ metric: Metric) throws
  {
    let seed: UInt64 = 77
    var random = TestRandom(seed: seed)
    var model = Model()
    let index = MutableIndex(
      dimension: 4, metric: metric, parameters: .init(maximumLinks: 6, constructionBeamWidth: 30))
    for step in 0..<12_000 {
      let id = UInt64.random(in: 0..<2_500, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<6:
        // A small grid of values: many rows are equal.
        let row = (0..<4).map { _ in Float(Int.random(in: -3...3, using: &random)) }
        try index.insert(row, id: id)
        model.rows[id] = row
        model.ages[id] = step
      case 6..<9: #expect(try index.remove(id) == (model.rows.removeValue(forKey: id) != nil), "seed \(seed), \(step)")
      default:
        if step % 3_000 == 0 { _ = try index.freeze() }
      }
      #expect(index.count == model.rows.count, "seed \(seed), step \(step)")
      guard step % 97 == 0 else { continue }
      let query = (0..<4).map { _ in random.normal() }
      for divisor in [UInt64(1), 7] {
        let found = index.search(query, k: 12, effort: .exact) { $0 % divisor == 0 }
        let expected = try model.nearest(query, k: 12, metric: metric) { $0 % divisor == 0 }
        #expect(found.map(\.id) == expected, "seed \(seed), step \(step), every \(divisor)th")
        // A walk finds as many, and scores them as they are.
        let walked = index.search(query, k: 12) { $0 % divisor == 0 }
        #expect(walked.count == expected.count && walked.allSatisfy { $0.id % divisor == 0 })
      }
    }
    let (frozen, ids) = try index.freeze()
    #expect(Set(ids) == Set(model.rows.keys) && frozen.count == ids.count)
    #expect(frozen.graph.violation() == nil)
    #expect(frozen.statistics.unreachable == 0)
  }

  /// A row of the test data under an id: 1,000,000 and more are later versions of the same.
  static func share(found index: MutableIndex, _ live: [UInt64: [Float]], _ queries: TestRows) throws -> Double {
    let ids = live.keys.sorted()
    let exact = try ExactIndex(
      rows: ids.flatMap { live[$0] ?? [] }, count: ids.count, dimension: queries.dimension, metric: .cosine)
    var right = 0
    for query in 0..<queries.count {
      let truth = Set(exact.search(queries[query], k: 10).map { ids[$0.ordinal] })
      right += index.search(queries[query], k: 10, effort: .width(48)).count { truth.contains($0.id) }
    }
    return Double(right) / Double(10 * queries.count)
  }

  @Test func churn_costs_no_recall_and_every_row_finds_itself() throws {
    let (queries, rows) = TestRows(clustered: 12_200, dimension: 12, seed: 8).split(queries: 200)
    let parameters = HNSWParameters(maximumLinks: 8, constructionBeamWidth: 60)
    var live = Dictionary(uniqueKeysWithValues: (0..<6_000).map { (UInt64($0), rows[$0]) })
    let first = try HNSWIndex.build(
      rows: Array(rows.values.prefix(6_000 * 12)), count: 6_000, dimension: 12, metric: .cosine, parameters: parameters)
    let index = MutableIndex(first, ids: (0..<6_000).map { UInt64($0) })
    var random = TestRandom(seed: 3)
    for round in 0..<10 {
      for id in live.keys.sorted().shuffled(using: &random).prefix(600) {
        try index.remove(id)
        live[id] = nil
      }
      for offset in 0..<600 {
        let id = UInt64(6_000 + 600 * round + offset)
        try index.insert(rows[Int(id)], id: id)
        live[id] = rows[Int(id)]
      }
    }
    _ = try index.freeze()
    let ids = live.keys.sorted()
    let fresh = MutableIndex(
      try HNSWIndex.build(
        rows: ids.flatMap { live[$0] ?? [] }, count: ids.count, dimension: 12, metric: .cosine, parameters: parameters),
      ids: ids)
    let (churned, built) = (try Self.share(found: index, live, queries), try Self.share(found: fresh, live, queries))
    #expect(churned >= built - 0.01, "\(churned) after churn, \(built) when built anew")
    let lost = ids.filter { id in index.search(live[id] ?? [], k: 1, effort: .width(48)).first?.id != id }
    #expect(lost.isEmpty)
  }

  @Test func a_revision_has_the_same_bytes_for_any_number_of_threads() throws {
    let rows = TestRows(clustered: 2_400, dimension: 6, seed: 10)
    let index = try HNSWIndex.build(
      rows: Array(rows.values.prefix(2_000 * 6)), count: 2_000, dimension: 6, metric: .cosine,
      parameters: .init(maximumLinks: 5, constructionBeamWidth: 30))
    let kept = Filter(count: 2_000, eligible: (0..<2_000).filter { $0 % 9 != 0 })
    let revisions = try [1, 2, 5].map { threads in
      try index.revised(keeping: kept, adding: Array(rows.values.suffix(400 * 6)), threads: threads)
    }
    for revision in revisions {
      #expect(revision.count == kept.eligibleCount + 400)
      #expect(revision.graph.baseBytes.elementsEqual(revisions[0].graph.baseBytes))
      #expect(revision.graph.upperBytes.elementsEqual(revisions[0].graph.upperBytes))
      #expect(revision.graph.violation() == nil && revision.effortCurve == revisions[0].effortCurve)
    }
    #expect(!revisions[0].effortCurve.points.isEmpty)
    let all = try index.revised(keeping: Filter(count: 2_000))
    #expect(all.count == 0 && all.search(rows[0], k: 3).isEmpty)
    let same = try index.revised()
    #expect(same.graph.baseBytes.elementsEqual(index.graph.baseBytes))
  }

  final class Progress: Sendable {
    let isDone = Atomic(false)
    let searches = Atomic(0)
  }

  @Test func readers_see_whole_states_while_a_writer_works() async throws {
    let rows = TestRows(clustered: 3_000, dimension: 6, seed: 14)
    let index = MutableIndex(dimension: 6, metric: .l2, parameters: .init(maximumLinks: 5, constructionBeamWidth: 20))
    // Row n comes when row n - 500 goes: at any moment there are 500, or one more.
    for id in 0..<500 { try index.insert(rows[id], id: UInt64(id)) }
    let progress = Progress()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for id in 500..<3_000 {
          try index.insert(rows[id], id: UInt64(id))
          try index.remove(UInt64(id - 500))
          // Let readers have seen this state, now and then.
          let before = progress.searches.load(ordering: .relaxed)
          while id % 250 == 0, progress.searches.load(ordering: .relaxed) < before + 4 { await Task.yield() }
        }
        progress.isDone.store(true, ordering: .relaxed)
      }
      for reader in 0..<3 {
        group.addTask {
          var query = reader
          while !progress.isDone.load(ordering: .relaxed) {
            query = (query + 7) % 3_000
            let found = index.search(rows[query], k: 600)
            #expect((500...501).contains(found.count))
            let ids = found.map(\.id).sorted()
            #expect((ids.last ?? 0) - (ids.first ?? 0) <= 500, "rows of one moment")
            progress.searches.add(1, ordering: .relaxed)
            await Task.yield()
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func rows_that_no_index_accepts_are_refused_and_change_nothing() throws {
    let index = MutableIndex(dimension: 2, metric: .l2)
    try index.insert([1, 2], id: 5)
    #expect(throws: (any Error).self) { try index.insert([.nan, 0], id: 5) }
    #expect(index.search([1, 2], k: 3) == [.init(id: 5, score: 0)])
    #expect(try !index.remove(6))
    #expect(index.count == 1)
  }
}
