import TestSupport
import Testing

@testable import ANNIndex

/// Every way to ask, against the plainest answer there is: score all rows, sort, pass over what may not be returned.
@Suite struct SearchRequestTests {
  /// Rows in clusters, one in ten a copy of another.
  static func rows(_ random: inout TestRandom, count: Int) -> TestRows {
    var rows = TestRows(clustered: count, dimension: 12, seed: random.next())
    for copy in stride(from: 5, to: count, by: 10) { rows[copy] = rows[Int.random(in: 0..<copy, using: &random)] }
    return rows
  }

  static func plain(_ scores: [Float], _ request: SearchRequest) -> [Neighbor] {
    var taken: [UInt32: Int] = [:]
    var found: [Neighbor] = []
    let order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    for ordinal in order where found.count < request.k {
      guard request.filter?.contains(ordinal) ?? true, request.isEligible?(ordinal) ?? true,
        scores[ordinal] >= request.minimumScore ?? -.infinity
      else {
        continue
      }
      if let grouping = request.grouping {
        guard taken[grouping.keys[ordinal], default: 0] < grouping.atMost else { continue }
        taken[grouping.keys[ordinal], default: 0] += 1
      }
      found.append(Neighbor(ordinal: ordinal, score: scores[ordinal]))
    }
    return found
  }

  static func request(_ random: inout TestRandom, scores: [Float]) -> SearchRequest {
    let count = scores.count
    var request = SearchRequest(k: [0, 1, 3, 10, 40, count, count + 5].randomElement(using: &random) ?? 1)
    if Bool.random(using: &random) {
      let share = [0.01, 0.1, 0.5].randomElement(using: &random) ?? 0.5
      request.filter = Filter(
        count: count, eligible: (0..<count).filter { _ in Double.random(in: 0..<1, using: &random) < share })
    }
    if Bool.random(using: &random) {
      let groups = UInt32([1, 7, 60].randomElement(using: &random) ?? 7)
      request.grouping = Grouping(
        keys: (0..<count).map { _ in UInt32.random(in: 0..<groups, using: &random) },
        atMost: Int.random(in: 1...3, using: &random))
    }
    if Int.random(in: 0..<3, using: &random) == 0 {
      let divisor = [2, 30].randomElement(using: &random) ?? 2
      request.isEligible = { $0 % divisor == 0 }
    }
    if Int.random(in: 0..<3, using: &random) == 0 { request.minimumScore = scores.randomElement(using: &random) }
    return request
  }

  @Test(arguments: Metric.allCases, [WalkPrecision.int8, .float])
  func any_request_has_the_answer_of_a_plain_scan(_ metric: Metric, _ walk: WalkPrecision) throws {
    if walk == .int8, metric != .cosine { return }
    let seed: UInt64 = 20_261_127
    var random = TestRandom(seed: seed)
    let data = Self.rows(&random, count: 500)
    let graph = try HNSWIndex.build(
      rows: data.values, count: data.count, dimension: data.dimension, metric: metric, walk: walk)
    let exact = try ExactIndex(rows: data.values, count: data.count, dimension: data.dimension, metric: metric)
    for round in 0..<200 {
      let query = (0..<data.dimension).map { _ in random.normal() }
      let scores = graph.scores(query, of: Array(0..<data.count))
      let request = Self.request(&random, scores: scores)
      let expected = Self.plain(scores, request)
      // A walk as wide as the index meets every row.
      for plan in [QueryPlanner.Plan.walk(beamWidth: data.count), .scan] {
        let answer = graph.search(query, request, plan: plan)
        #expect(answer.neighbors == expected, "seed \(seed), round \(round), \(plan), \(request.k)")
        #expect((answer.shortfall == nil) == (expected.count == request.k), "seed \(seed), round \(round)")
        #expect((answer.computed > 0) == (request.k > 0 && request.filter?.eligibleCount != 0), "round \(round)")
      }
      #expect(graph.search(query, request).neighbors == expected, "seed \(seed), round \(round), planned")
      #expect(exact.search(query, request).neighbors == expected, "seed \(seed), round \(round), exact")
    }
  }

  @Test func a_narrow_walk_is_widened_until_no_group_is_missed() throws {
    // The first 300 rows are all of one group and nearest to the query.
    let rows = (0..<2_000).map { [Float($0)] }
    let data = TestRows(rows)
    let index = try HNSWIndex.build(rows: data.values, count: data.count, dimension: 1, metric: .l2)
    let grouping = Grouping(keys: (0..<2_000).map { $0 < 300 ? 0 : UInt32($0) })
    let answer = index.search(
      [0], SearchRequest(k: 4, effort: .width(8), grouping: grouping), plan: .walk(beamWidth: 8))
    #expect(answer.neighbors.map(\.ordinal) == [0, 300, 301, 302])
    #expect(answer.shortfall == nil)
  }

  @Test func a_short_answer_says_why() throws {
    let data = TestRows((0..<50).map { [Float($0), 1] })
    let index = try HNSWIndex.build(rows: data.values, count: 50, dimension: 2, metric: .l2)
    func shortfall(_ request: SearchRequest) -> SearchAnswer.Shortfall? { index.search([0, 1], request).shortfall }
    #expect(shortfall(SearchRequest(k: 50)) == nil)
    #expect(shortfall(SearchRequest(k: 51)) == .noMoreRows)
    #expect(shortfall(SearchRequest(k: 2, filter: Filter(count: 50, eligible: [3]))) == .noMoreRows)
    #expect(shortfall(SearchRequest(k: 2, filter: Filter(count: 50))) == .noMoreRows)
    let one = Grouping(keys: Array(repeating: 9, count: 50))
    #expect(shortfall(SearchRequest(k: 2, grouping: one)) == .groupsExhausted)
    #expect(shortfall(SearchRequest(k: 5, minimumScore: -4)) == .belowMinimumScore)
    #expect(shortfall(SearchRequest(k: 3, minimumScore: -4)) == nil)
    #expect(shortfall(SearchRequest(k: 0)) == nil)
  }

  @Test func a_budget_ends_a_search_and_says_so() throws {
    let data = TestRows(clustered: 20_000, dimension: 8, seed: 3)
    let index = try HNSWIndex.build(
      rows: data.values, count: data.count, dimension: 8, metric: .cosine,
      parameters: HNSWParameters(maximumLinks: 6, constructionBeamWidth: 24))
    let exact = try ExactIndex(rows: data.values, count: data.count, dimension: 8, metric: .cosine)
    let free = index.search(data[7], SearchRequest(k: 10, effort: .width(200)))
    #expect(!free.isCut && free.mode == .walk && free.visited >= 200 && free.computed > 200)
    let cut = index.search(
      data[7], SearchRequest(k: 10, effort: .width(200), budget: SearchBudget(comparisons: free.computed / 4)))
    #expect(cut.isCut && cut.mode == .walk)
    #expect(cut.computed < free.computed / 2)
    // Cut short, a walk still has the nearest it has met; a scan that cannot be finished is not begun.
    #expect(cut.neighbors.count == 10)
    let enough = index.search(
      data[7], SearchRequest(k: 10, effort: .width(200), budget: SearchBudget(comparisons: free.computed + 1)))
    #expect(!enough.isCut && enough.neighbors == free.neighbors)
    let past = SearchBudget(deadline: Deadline(after: .seconds(-1)))
    for answer in [
      index.search(data[7], SearchRequest(k: 10, budget: past)),
      exact.search(data[7], SearchRequest(k: 10, budget: past)),
    ] {
      #expect(answer.isCut && answer.shortfall == .budget)
    }
    let late = index.search(
      data[7], SearchRequest(k: 10, budget: SearchBudget(deadline: Deadline(after: .seconds(3600)))))
    #expect(!late.isCut && late.neighbors.count == 10)
    // The more rows are wanted for a recall, the wider the walk, however many they are.
    let point = try #require(index.effortCurve.points.dropFirst().first)
    let wide = try #require(index.effortCurve.effort(atRecall: Double(point.recall), k: 170))
    let byRecall = index.search(data[7], SearchRequest(k: 170, effort: .recall(Double(point.recall))))
    #expect(byRecall.mode == .walk && wide >= 17 * point.effort)
    #expect(byRecall == index.search(data[7], SearchRequest(k: 170, effort: .width(wide))))
    let half = exact.search(data[7], SearchRequest(k: 10, budget: SearchBudget(comparisons: 8_000)))
    #expect(half.isCut && half.computed == 8_192 && half.neighbors.count == 10)
  }

  @Test func all_rows_in_range_are_returned() throws {
    let data = TestRows((0..<20_000).map { [Float($0)] })
    let index = try HNSWIndex.build(
      rows: data.values, count: data.count, dimension: 1, metric: .l2,
      parameters: HNSWParameters(maximumLinks: 4, constructionBeamWidth: 8))
    let answer = index.search([1_000], SearchRequest(k: data.count, minimumScore: -(50 * 50)))
    #expect(Set(answer.neighbors.map(\.ordinal)) == Set(950...1_050))
    #expect(answer.shortfall == .belowMinimumScore)
    #expect(answer.mode == .walk)
    #expect(index.search([1_000], SearchRequest(k: 5, minimumScore: -(50 * 50))).neighbors.count == 5)
  }
}

@Suite struct DeadlineTests {
  @Test func a_deadline_passes_once_and_the_far_future_never_does() {
    #expect(Deadline(after: .zero).hasPassed)
    #expect(Deadline(after: .seconds(-3)).hasPassed)
    #expect(Deadline(after: .seconds(Int64.min)).hasPassed)
    #expect(!Deadline(after: .seconds(3600)).hasPassed)
    #expect(!Deadline(after: .seconds(Int64.max)).hasPassed)
    #expect(!Deadline.never.hasPassed)
    #expect(Deadline(after: .seconds(1)) < Deadline(after: .seconds(2)))
    #expect(Deadline(after: .seconds(1)) < .never)
  }
}

@Suite struct EffortCurveTests {
  @Test func a_recall_chooses_the_width_that_was_measured_to_reach_it() {
    let curve = EffortCurve(points: [.init(effort: 10, recall: 0.8), .init(effort: 32, recall: 0.96)])
    #expect(curve.effort(atRecall: 0.5, k: 10) == 10)
    #expect(curve.effort(atRecall: 0.8, k: 1) == 10)
    #expect(curve.effort(atRecall: 0.81, k: 10) == 32)
    #expect(curve.effort(atRecall: 0.9, k: 25) == 80)
    #expect(curve.effort(atRecall: 0.97, k: 10) == nil)
    #expect(EffortCurve(points: []).effort(atRecall: 0.1, k: 1) == nil)
  }

  @Test func numbers_of_a_file_make_a_curve_only_if_they_rise() {
    let curve = EffortCurve(points: [.init(effort: 10, recall: 0.8), .init(effort: 32, recall: 1)])
    #expect(EffortCurve(numbers: curve.numbers) == curve)
    #expect(EffortCurve(numbers: []) == EffortCurve(points: []))
    func bits(_ recall: Float) -> UInt32 { recall.bitPattern }
    for numbers in [
      [0, bits(0.5)], [10, bits(0.5), 10, bits(0.6)], [10, bits(1.5)], [10, bits(.nan)], [10, bits(-0.5)],
      [2_000_000, bits(0.5)],
    ] as [[UInt32]] {
      #expect(EffortCurve(numbers: numbers) == nil, "\(numbers)")
    }
  }

  @Test func an_index_is_measured_when_it_is_built_the_same_for_any_number_of_threads() throws {
    let data = TestRows(clustered: 4_000, dimension: 10, seed: 12)
    let built = try [1, 2].map { threads in
      try HNSWIndex.build(
        rows: data.values, count: data.count, dimension: 10, metric: .cosine,
        parameters: HNSWParameters(maximumLinks: 4, constructionBeamWidth: 20), threads: threads)
    }
    let points = built[0].effortCurve.points
    #expect(built[0].effortCurve == built[1].effortCurve)
    #expect(points.count >= 3)
    #expect((points.last?.recall ?? 0) > (points.first?.recall ?? 1))
    // Asking for a recall searches as wide as the curve says; for one that no width reaches, all rows are compared.
    let reached = try #require(points.dropFirst().first)
    let byRecall = built[0].search(data[5], SearchRequest(k: 10, effort: .recall(Double(reached.recall))))
    #expect(byRecall == built[0].search(data[5], SearchRequest(k: 10, effort: .width(reached.effort))))
    if let best = points.map(\.recall).max(), best < 1 {
      let all = built[0].search(data[5], SearchRequest(k: 10, effort: .recall(1)))
      #expect(all == built[0].search(data[5], SearchRequest(k: 10, effort: .exact)))
    }
  }
}
