import Testing

@testable import Embeddings

@Suite struct SuccessiveHalvingTests {
  private func climbers(_ halving: SuccessiveHalving, isClosing: Bool = false) -> [[Int]] {
    halving.climbers(isClosing: isClosing).map { [$0.trial, $0.rung] }
  }

  @Test func the_best_third_of_a_rung_climbs() {
    var halving = SuccessiveHalving(rungs: 3)
    for (trial, score) in [0.1, 0.5, 0.3, 0.4, 0.2].enumerated() {
      halving.record(trial: trial, rung: 0, score: score)
    }
    #expect(climbers(halving) == [[1, 0]])
    #expect(climbers(halving, isClosing: true) == [[1, 0], [3, 0]])
    halving.record(trial: 5, rung: 0, score: 0.6)
    #expect(climbers(halving) == [[5, 0], [1, 0]])
    halving.climb(trial: 5, from: 0)
    #expect(climbers(halving) == [[1, 0]])
  }

  @Test func higher_rungs_go_first() {
    var halving = SuccessiveHalving(rungs: 3)
    for trial in 0..<9 { halving.record(trial: trial, rung: 0, score: Double(trial)) }
    for trial in [6, 7, 8] {
      halving.climb(trial: trial, from: 0)
      halving.record(trial: trial, rung: 1, score: Double(10 - trial))
    }
    for trial in 9..<12 { halving.record(trial: trial, rung: 0, score: 100) }
    #expect(climbers(halving) == [[6, 1], [9, 0], [10, 0], [11, 0]])
  }

  @Test func of_equal_scores_the_earlier_trial_climbs() {
    var halving = SuccessiveHalving(rungs: 2)
    for trial in [2, 0, 1] { halving.record(trial: trial, rung: 0, score: 0.5) }
    #expect(climbers(halving) == [[0, 0]])
  }

  @Test func nobody_climbs_above_the_last_rung() {
    var halving = SuccessiveHalving(rungs: 1)
    for trial in 0..<5 { halving.record(trial: trial, rung: 0, score: 1) }
    #expect(climbers(halving, isClosing: true).isEmpty)
  }

  @Test func each_rung_trains_three_times_as_long() {
    var parameters = TrainingParameters()
    parameters.epochs = 20
    let rungs = Rung.ladder()
    #expect(rungs.map { $0.shortened(parameters).epochs } == [2, 7, 20])
    #expect(rungs.map(\.isSampled) == [true, true, false])
    #expect(Rung.ladder(isSampledThroughout: true).allSatisfy { $0.isSampled })
    parameters.epochs = 1
    #expect(rungs.map { $0.shortened(parameters).epochs } == [1, 1, 1])
  }
}
