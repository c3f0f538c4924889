import Testing

@testable import ANNIndex

@Suite struct RecallCurveTests {
  static func point(_ effort: Int, _ recall: Double, _ rate: Double) -> RecallCurve.Point {
    .init(effort: effort, recall: recall, queriesPerSecond: rate, p50Microseconds: 0, p99Microseconds: 0)
  }

  @Test func a_measured_curve_has_a_point_for_each_effort() throws {
    let (queries, rows) = TestRows(clustered: 420, dimension: 8, seed: 3).split(queries: 20)
    let index = try HNSWIndex.build(rows: rows.values, count: 400, dimension: 8, metric: .cosine)
    let exact = try ExactIndex(rows: rows.values, count: 400, dimension: 8, metric: .cosine)
    // Each search takes 2 ms by this clock, and every tenth 50 ms.
    var calls = 0
    var time = 0.0
    let curve = RecallCurve.measure(index, against: exact, queries: queries.values, k: 5, efforts: [64, 16]) {
      if calls % 2 == 1 { time += calls / 2 % 10 == 9 ? 0.05 : 0.002 }
      calls += 1
      return time
    }
    #expect(curve.k == 5)
    #expect(curve.queries == 20)
    #expect(curve.points.map(\.effort) == [16, 64])
    #expect(curve.points.allSatisfy { $0.recall == 1 })
    for point in curve.points {
      #expect(abs(point.queriesPerSecond - 20 / (18 * 0.002 + 2 * 0.05)) < 1e-6)
      #expect(abs(point.p50Microseconds - 2_000) < 1e-3)
      #expect(abs(point.p99Microseconds - 50_000) < 1e-3)
    }
    #expect(curve.memoryBytesPerRow == Double(index.memoryBytes) / 400)
    #expect(curve.effort(atRecall: 0.9) == 16)
  }

  @Test func recall_counts_rows_by_their_score() throws {
    // Large enough for real walks at an effort of 1; few links, so that some neighbours are missed.
    let (queries, rows) = TestRows(clustered: 1_050, dimension: 24, seed: 5, spread: 3).split(queries: 50)
    let index = try HNSWIndex.build(
      rows: rows.values, count: 1_000, dimension: 24, metric: .l2,
      parameters: .init(maximumLinks: 3, constructionBeamWidth: 8))
    let exact = try ExactIndex(rows: rows.values, count: 1_000, dimension: 24, metric: .l2)
    let curve = RecallCurve.measure(index, against: exact, queries: queries.values, k: 1, efforts: [1, 8, 1_000])
    let hits = (0..<50).count { index.search(queries[$0], k: 1, effort: 8) == exact.search(queries[$0], k: 1) }
    #expect(curve.points[0].recall < curve.points[1].recall)
    #expect(curve.points[1].recall == Double(hits) / 50)
    #expect(curve.points[2].recall == 1)
  }

  @Test func rates_are_read_between_the_points() {
    let curve = RecallCurve(
      k: 10, queries: 1, points: [Self.point(16, 0.9, 8_000), Self.point(64, 0.99, 2_000)], memoryBytesPerRow: 1)
    #expect(curve.queriesPerSecond(atRecall: 0.5) == 8_000)
    #expect(abs(curve.queriesPerSecond(atRecall: 0.9)! - 8_000) < 1e-6)
    #expect(abs(curve.queriesPerSecond(atRecall: 0.99)! - 2_000) < 1e-6)
    // Half way between misses of 10 % and 1 %, on a logarithmic scale.
    #expect(abs(curve.queriesPerSecond(atRecall: 1 - 0.0316227766)! - 4_000) < 1e-3)
    #expect(curve.queriesPerSecond(atRecall: 0.999) == nil)
    #expect(curve.effort(atRecall: 0.95) == 64)
    #expect(curve.effort(atRecall: 0.999) == nil)
  }

  @Test func a_point_that_finds_no_more_than_one_before_it_is_passed_over() {
    let curve = RecallCurve(
      k: 10, queries: 1,
      points: [
        Self.point(64, 0.95, 3_000), Self.point(16, 0.9, 8_000), Self.point(32, 0.89, 9_000), Self.point(128, 1, 1_000),
      ],
      memoryBytesPerRow: 1)
    #expect(curve.points.map(\.effort) == [16, 32, 64, 128])
    #expect(curve.queriesPerSecond(atRecall: 0.89) == 8_000)
    #expect(curve.queriesPerSecond(atRecall: 1).map { abs($0 - 1_000) < 1e-6 } == true)
  }
}
