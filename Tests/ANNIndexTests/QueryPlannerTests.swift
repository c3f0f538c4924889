import Testing

@testable import ANNIndex

@Suite struct QueryPlannerTests {
  @Test func large_indexes_are_walked_and_small_ones_scanned() {
    #expect(QueryPlanner.plan(count: 100_000, eligible: 100_000, k: 10, effort: 64) == .walk(beamWidth: 64))
    #expect(QueryPlanner.plan(count: 2_000, eligible: 2_000, k: 10, effort: 64) == .scan)
    #expect(QueryPlanner.plan(count: 0, eligible: 0, k: 10, effort: 64) == .scan)
  }

  @Test func a_large_k_is_scanned() {
    #expect(QueryPlanner.plan(count: 100_000, eligible: 100_000, k: 200, effort: 64) == .walk(beamWidth: 200))
    #expect(QueryPlanner.plan(count: 100_000, eligible: 100_000, k: 5_000, effort: 64) == .scan)
    #expect(QueryPlanner.plan(count: 100_000, eligible: 100_000, k: .max, effort: 64) == .scan)
  }

  @Test func a_wide_filter_widens_the_walk_and_a_narrow_one_is_scanned() {
    #expect(QueryPlanner.plan(count: 100_000, eligible: 50_000, k: 10, effort: 64) == .walk(beamWidth: 128))
    #expect(QueryPlanner.plan(count: 100_000, eligible: 10_000, k: 10, effort: 64) == .scan)
    #expect(QueryPlanner.plan(count: 100_000, eligible: 1, k: 10, effort: 64) == .scan)
  }
}
