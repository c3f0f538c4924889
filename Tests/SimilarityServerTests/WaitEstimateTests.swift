import Testing

@testable import SimilarityServer

@Suite struct WaitEstimateTests {
  private static func learned(_ lane: Lane, _ time: Duration, times: Int = 2_000) -> WaitEstimate {
    var estimate = WaitEstimate()
    for _ in 0..<times { estimate.learn(lane, took: time) }
    return estimate
  }

  private static func isClose(_ a: Duration, _ b: Duration) -> Bool { abs(a / b - 1) < 1e-3 }

  @Test func nothing_is_known_of_work_that_was_never_done() {
    #expect(WaitEstimate().wait(of: .interactive, threads: 1) { _ in 1_000 } == .zero)
  }

  @Test func what_is_before_it_takes_as_long_as_it_took_lately() {
    let estimate = Self.learned(.interactive, .milliseconds(20))
    #expect(Self.isClose(estimate.wait(of: .interactive, threads: 2) { _ in 25 }, .milliseconds(250)))
    #expect(Self.isClose(estimate.wait(of: .interactive, threads: 1) { _ in 25 }, .milliseconds(500)))
    #expect(estimate.wait(of: .interactive, threads: 2) { _ in 0 } == .zero)
  }

  @Test func less_urgent_work_is_not_before_it() {
    var estimate = Self.learned(.refresh, .seconds(1))
    for _ in 0..<2_000 { estimate.learn(.interactive, took: .milliseconds(10)) }
    let waiting: (Lane) -> Int = { $0 == .interactive ? 3 : 2 }
    #expect(Self.isClose(estimate.wait(of: .interactive, threads: 1, waiting: waiting), .milliseconds(30)))
    #expect(Self.isClose(estimate.wait(of: .refresh, threads: 1, waiting: waiting), .milliseconds(2_030)))
    #expect(Self.isClose(estimate.wait(of: .backfill, threads: 1, waiting: waiting), .milliseconds(2_030)))
  }

  @Test func one_slow_piece_among_quick_ones_hardly_counts_and_a_slow_time_is_learned() {
    var estimate = Self.learned(.interactive, .milliseconds(1))
    estimate.learn(.interactive, took: .seconds(1))
    #expect(estimate.wait(of: .interactive, threads: 1) { _ in 1 } < .milliseconds(10))
    for _ in 0..<500 { estimate.learn(.interactive, took: .milliseconds(100)) }
    #expect(estimate.wait(of: .interactive, threads: 1) { _ in 1 } > .milliseconds(95))
  }
}
