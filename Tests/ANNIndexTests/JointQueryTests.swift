import TestSupport
import Testing

@testable import ANNIndex

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Several queries asked as one, against the plainest answer: every row's scores, combined by the definition.
@Suite struct JointQueryTests {
  private static let dimension = 40

  private static func index(count: Int, seed: UInt64, walk: WalkPrecision) throws -> HNSWIndex {
    let rows = TestRows(clustered: count, dimension: dimension, seed: seed)
    return try HNSWIndex.build(
      rows: rows.values, count: count, dimension: dimension, metric: .cosine, walk: walk, threads: 2)
  }

  private static func query(_ random: inout TestRandom) -> JointQuery {
    func vectors(_ count: Int) -> [Float] { (0..<count * dimension).map { _ in random.normal() } }
    let wanted = Int.random(in: 1...11, using: &random)
    let unwanted = Bool.random(using: &random) ? 0 : Int.random(in: 1...5, using: &random)
    return JointQuery(
      wanted: vectors(wanted), weights: (0..<wanted).map { _ in Float.random(in: 0.1...3, using: &random) },
      combination: Bool.random(using: &random) ? .maximum : .softMaximum(sharpness: 5), unwanted: vectors(unwanted),
      penalty: unwanted == 0 ? 0 : 0.5)
  }

  /// What the query gives each row, by its definition.
  private static func plain(_ query: JointQuery, in index: HNSWIndex) -> [Float] {
    let count = query.weights.count
    let all = Array(0..<index.count)
    let (wanted, unwanted) = (index.scores(batch: query.wanted, of: all), index.scores(batch: query.unwanted, of: all))
    let unwantedCount = query.unwanted.count / dimension
    return all.map { row in
      let scores = wanted[row * count..<(row + 1) * count]
      var score: Float =
        switch query.combination {
        case .maximum: scores.max() ?? 0
        case .softMaximum(let sharpness):
          log(
            zip(scores, query.weights).reduce(0) { $0 + $1.1 * exp(sharpness * $1.0) } / query.weights.reduce(0, +))
            / sharpness
        }
      score -= query.penalty * max(0, unwanted[row * unwantedCount..<(row + 1) * unwantedCount].max() ?? 0)
      return score
    }
  }

  @Test(arguments: [WalkPrecision.int8, .float])
  func any_request_has_the_answer_of_a_plain_scan(_ walk: WalkPrecision) throws {
    let seed: UInt64 = 20_261_130
    var random = TestRandom(seed: seed)
    for round in 0..<40 {
      // Enough rows for the scan of rounded ones, few enough that a walk as wide as the index is one.
      let count = round % 8 == 0 ? 5_000 : Int.random(in: 1...300, using: &random)
      let index = try Self.index(count: count, seed: random.next(), walk: walk)
      let query = Self.query(&random)
      let scores = Self.plain(query, in: index)
      var request = SearchRequestTests.request(&random, scores: scores)
      request.effort = round % 8 == 0 || Bool.random(using: &random) ? .exact : .width(count)
      if Bool.random(using: &random) { request.entries = [0, count - 1, 0] }
      // Near a least score a millionth decides.
      request.minimumScore = nil
      let found = index.search(query, request).neighbors
      let expected = SearchRequestTests.plain(scores, request)
      #expect(found.count == expected.count, "round \(round), seed \(seed)")
      for (found, expected) in zip(found, expected) {
        #expect(abs(found.score - scores[found.ordinal]) < 3e-6, "round \(round), seed \(seed)")
        #expect(abs(found.score - expected.score) < 3e-6, "round \(round), seed \(seed)")
      }
    }
  }

  @Test(arguments: [WalkPrecision.int8, .float])
  func a_walk_finds_most_of_what_a_scan_finds_from_the_top_and_from_rows_that_are_near(_ walk: WalkPrecision) throws {
    let seed: UInt64 = 7
    var random = TestRandom(seed: seed)
    let index = try Self.index(count: 6_000, seed: seed, walk: walk)
    var (found, near, wanted) = (0, 0, 0)
    for _ in 0..<60 {
      // Rows of several clusters, as the seeds of a question are.
      let rows = (0..<6).map { _ in Int.random(in: 0..<index.count, using: &random) }
      let query = JointQuery(
        wanted: rows.flatMap { index.row($0) }, weights: rows.map { _ in 1 }, combination: .softMaximum(sharpness: 5))
      let exact = Set(index.search(query, SearchRequest(k: 20, effort: .exact)).neighbors.map(\.ordinal))
      var request = SearchRequest(k: 20, effort: .width(100))
      let fromTop = index.search(query, request)
      #expect(fromTop.mode == .walk)
      request.entries = rows
      let fromRows = index.search(query, request)
      wanted += exact.count
      found += fromTop.neighbors.count { exact.contains($0.ordinal) }
      near += fromRows.neighbors.count { exact.contains($0.ordinal) }
    }
    #expect(Double(found) > 0.6 * Double(wanted), "\(found) of \(wanted), seed \(seed)")
    #expect(Double(near) > 0.85 * Double(wanted), "\(near) of \(wanted), seed \(seed)")
  }

  @Test(arguments: [WalkPrecision.int8, .float])
  func a_walk_without_time_answers_with_the_rows_that_it_begins_at(_ walk: WalkPrecision) throws {
    let index = try Self.index(count: 6_000, seed: 3, walk: walk)
    let rows = [17, 4_200, 999]
    let query = JointQuery(wanted: rows.flatMap { index.row($0) }, weights: [1, 1, 1], combination: .maximum)
    var request = SearchRequest(k: 20, budget: SearchBudget(deadline: Deadline(after: .seconds(-1))))
    request.entries = rows
    let answer = index.search(query, request)
    #expect(answer.isCut && answer.shortfall == .budget && answer.mode == .walk)
    #expect(answer.neighbors.map(\.ordinal).sorted() == rows.sorted())
  }

  @Test func what_is_wanted_and_unwanted_alike_is_found_last() throws {
    let rows = TestRows([[1, 0], [0.8, 0.6], [0, 1], [-1, 0]])
    let index = try HNSWIndex.build(rows: rows.values, count: 4, dimension: 2, metric: .cosine, threads: 1)
    let query = JointQuery(
      wanted: [1, 0, 0, 1], weights: [1, 1], combination: .maximum, unwanted: [1, 0], penalty: 1)
    // 1 - 1, 0.8 - 0.8, 1 - 0 and 0 - 0.
    #expect(index.search(query, SearchRequest(k: 4)).neighbors.map(\.ordinal) == [2, 0, 1, 3])
  }

  @Test func weights_decide_between_queries_and_zeros_have_no_direction() throws {
    let rows = TestRows([[1, 0], [0, 1]])
    let index = try HNSWIndex.build(rows: rows.values, count: 2, dimension: 2, metric: .cosine, threads: 1)
    func first(_ wanted: [Float], _ weights: [Float]) -> Int? {
      index.search(
        JointQuery(wanted: wanted, weights: weights, combination: .softMaximum(sharpness: 5)), SearchRequest(k: 1)
      ).neighbors.first?.ordinal
    }
    #expect(first([1, 0, 0, 1], [1, 2]) == 1)
    #expect(first([1, 0, 0, 1], [2, 1]) == 0)
    #expect(first([0, 0, 0, 0], [1, 1]) == 0)
    #expect(first([0, 0, 0, 1], [1, 1]) == 1)
  }

  @Test func exponential_and_logarithm_are_those_of_the_library() {
    let values = stride(from: Float(-20), through: 20, by: 0.37).map { $0 }
    let room = UnsafeMutablePointer<SIMD4<Float>>.allocate(capacity: 2)
    defer { room.deallocate() }
    for value in values {
      room[0] = SIMD4(value, value / 3, 0, -value)
      let exponentials = VectorMath.exponentials(of: room, count: 1, times: 0.7)[0]
      let logarithms = VectorMath.logarithm(exponentials)
      for lane in 0..<4 {
        let expected = exp(0.7 * room[0][lane])
        #expect(abs(exponentials[lane] / expected - 1) < 2e-6, "exp of \(0.7 * room[0][lane])")
        let logarithm = log(exponentials[lane])
        #expect(abs(logarithms[lane] - logarithm) <= max(2e-7, 2e-7 * abs(logarithm)), "log of \(exponentials[lane])")
      }
    }
  }
}
