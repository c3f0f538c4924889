import TestSupport
import Testing

@testable import ANNIndex

@Suite struct CandidateTests {
  @Test func candidates_keep_their_score_and_node() {
    for score: Float in [-.greatestFiniteMagnitude, -1.5, -.leastNonzeroMagnitude, 0, 0.25, 3e38] {
      for node: UInt32 in [0, 1, 77, 0x7fff_fffe] {
        var candidate = Candidate(score: score, node: node)
        for isExpanded in [false, true, false] {
          candidate.isExpanded = isExpanded
          #expect(candidate.score == score)
          #expect(candidate.node == node)
          #expect(candidate.isExpanded == isExpanded)
          #expect(Candidate.farthest < candidate)
        }
      }
    }
  }

  @Test func the_order_is_falling_score_then_rising_node() {
    let scores: [Float] = [2, 0.5, 0, -0.5, -3]
    let ordered = scores.flatMap { score in (0..<4).map { Candidate(score: score, node: UInt32($0)) } }
    #expect(ordered.shuffled().sorted(by: >) == ordered)
    #expect(Candidate(score: -0.0, node: 1) < Candidate(score: 0, node: 0))
    #expect(Candidate(score: 0.0, node: 1) < Candidate(score: -0.0, node: 0))
  }

  @Test(arguments: [1, 2, 7, 100, 1_000]) func the_best_of_many_are_those_of_a_sort(_ k: Int) {
    var random = TestRandom(seed: UInt64(k))
    let many = (0..<900).map { Candidate(score: Float(Int.random(in: 0..<90, using: &random)), node: $0) }
    for order in [many, many.sorted(), many.sorted(by: >)] {
      var best = TopCandidates(k)
      for candidate in order { best.insert(candidate) }
      #expect(best.sorted() == Array(many.sorted(by: >).prefix(k)))
    }
  }

  @Test func slack_keeps_all_that_are_nearly_as_good() {
    var best = TopCandidates(2, slack: 0.5)
    for node in 0..<400 { best.insert(Candidate(score: Float(node % 8) / 4, node: UInt32(node))) }
    let kept = best.sorted()
    #expect(kept.count == 150)
    #expect(kept.allSatisfy { $0.score >= 1.25 })
  }
}
