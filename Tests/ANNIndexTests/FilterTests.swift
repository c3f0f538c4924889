import TestSupport
import Testing

@testable import ANNIndex

@Suite struct FilterTests {
  @Test(arguments: [0, 1, 63, 64, 65, 200]) func a_filter_behaves_as_a_set(_ count: Int) {
    var random = TestRandom(seed: UInt64(count))
    var filter = Filter(count: count)
    var set: Set<Int> = []
    for _ in 0..<count * 3 {
      let ordinal = Int.random(in: 0..<count, using: &random)
      if Bool.random(using: &random) {
        filter.insert(ordinal)
        set.insert(ordinal)
      } else {
        filter.remove(ordinal)
        set.remove(ordinal)
      }
      #expect(filter.eligibleCount == set.count)
    }
    #expect(filter.eligibleOrdinals == set.sorted())
    #expect((0..<count).allSatisfy { filter.contains($0) == set.contains($0) })
    #expect(Filter(count: count, eligible: set) == filter)
  }

  @Test(arguments: [0, 1, 64, 70]) func a_filter_can_start_with_every_row(_ count: Int) {
    let filter = Filter(count: count, allEligible: true)
    #expect(filter.eligibleCount == count)
    #expect(filter.eligibleOrdinals == Array(0..<count))
  }

  @Test func an_intersection_keeps_what_both_have() {
    var filter = Filter(count: 100, eligible: stride(from: 0, to: 100, by: 2))
    filter.formIntersection(Filter(count: 100, eligible: stride(from: 0, to: 100, by: 3)))
    #expect(filter.eligibleOrdinals == Array(stride(from: 0, to: 100, by: 6)))
    #expect(filter.eligibleCount == 17)
  }

  @Test func a_row_outside_stops_the_program() async {
    await #expect(processExitsWith: .failure) {
      var filter = Filter(count: 3)
      filter.insert(3)
    }
  }

  @Test(arguments: [0, 1, 63, 64, 65, 200]) func a_filter_by_question_is_that_of_the_rows_it_is_answered_for(
    _ count: Int
  ) {
    #expect(Filter(count: count) { $0 % 3 == 1 } == Filter(count: count, eligible: (0..<count).filter { $0 % 3 == 1 }))
    #expect(Filter(count: count) { _ in true } == Filter(count: count, allEligible: true))
  }
}
