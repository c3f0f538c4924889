import Files
import Testing

@testable import Embeddings

/// A clock that stands still until it is told.
private final class ToyClock {
  var seconds = 0.0
}

/// A runner without a training: what a trial costs and scores is a function of its parameters.
private struct ToyRunner: TrialRunner {
  let clock: ToyClock
  /// What each run was: learning rate and epochs.
  let log: Log
  /// Seconds for an epoch.
  var secondsPerEpoch = 1.0
  /// What a training scores, 0...1, or what it throws.
  var score: (TrainingParameters) throws -> Double = { 1 - abs(Double($0.learningRate) - 1) / 10 }

  final class Log {
    var runs: [TrainingParameters] = []
  }

  init(_ clock: ToyClock = ToyClock(), log: Log = Log()) {
    self.clock = clock
    self.log = log
  }

  func work(of parameters: TrainingParameters, isSampled: Bool) -> TrialWork {
    TrialWork(training: Double(parameters.epochs), evaluation: 1)
  }

  func run(
    _ parameters: TrainingParameters, isSampled: Bool, progress: (Double) -> Void, shouldStop: () -> Bool
  ) throws -> TrialMeasurement {
    log.runs.append(parameters)
    for epoch in 0..<parameters.epochs {
      progress(Double(epoch) / Double(parameters.epochs))
      if shouldStop() { throw CancellationError() }
      clock.seconds += secondsPerEpoch
    }
    let score = try score(parameters)
    return TrialMeasurement(
      metrics: ContinuationMetrics(
        hitAt10: score, hitAt100: score, ndcgAt10: score, mrr: score, rPrecision: score, playlists: 2),
      values: [score - 0.01, score + 0.01], trainingSeconds: Double(parameters.epochs) * secondsPerEpoch,
      evaluationSeconds: 0)
  }
}

@Suite struct TunerTests {
  private static let rates = SearchSpace.knownDimensions.filter { $0.name == "learningRate" }

  private func space(_ change: (inout TrainingParameters) -> Void = { _ in }) -> SearchSpace {
    var start = TrainingParameters()
    start.epochs = 9
    change(&start)
    return SearchSpace(start: start, dimensions: Self.rates)
  }

  @Test func the_best_rate_wins_and_the_start_is_measured_in_full() throws {
    let runner = ToyRunner()
    let report = Tuner(space: space(), limits: TuningLimits(trials: 27), seed: 1).search(with: runner)
    let best = try #require(report.best)
    #expect(report.trials.count == 27 && report.end == .trials)
    #expect(report.trials[0].measurements.count == 3)
    #expect(runner.log.runs.prefix(3).map(\.epochs) == [1, 3, 9], "the start climbs first")
    let nearest = report.trials.map { abs($0.parameters.learningRate - 1) }.min()
    #expect(abs(best.parameters.learningRate - 1) == nearest && best.number != 1)
    let lead = try #require(report.lead(of: best))
    #expect(lead.mean > 0 && lead.isClear)
    // Nine of twenty-seven reach the second rung, three of them the last; early climbers come on top.
    let reached = report.trials.map(\.measurements.count)
    #expect((9...16).contains(reached.count { $0 >= 2 }) && (3...8).contains(reached.count { $0 == 3 }), "\(reached)")
  }

  @Test func the_same_seed_gives_the_same_runs() {
    func runs(_ seed: UInt64, trials: Int) -> [TrainingParameters] {
      let runner = ToyRunner()
      _ = Tuner(space: space(), limits: TuningLimits(trials: trials), seed: seed).search(with: runner)
      return runner.log.runs
    }
    #expect(runs(4, trials: 20) == runs(4, trials: 20))
    #expect(runs(4, trials: 20) != runs(5, trials: 20))
  }

  @Test(arguments: [14.0, 30, 100, 1000]) func a_budget_is_kept(budget: Double) {
    let clock = ToyClock()
    let runner = ToyRunner(clock)
    let report = Tuner(
      space: space(), limits: TuningLimits(seconds: budget), seed: 1, now: { clock.seconds }
    ).search(with: runner)
    #expect(clock.seconds <= budget && report.seconds == clock.seconds)
    #expect(report.end == .budget || budget == 1000)
    // What is left would not have been enough for another climb.
    #expect(clock.seconds >= budget - 9 || report.end == .space, "\(clock.seconds) of \(budget)")
    #expect(report.trials[0].measurements.count == 3 && report.best != nil)
    #expect(report.trials.allSatisfy { $0.fault == nil })
  }

  @Test func a_run_that_outlasts_the_budget_is_cut_short() {
    let clock = ToyClock()
    var runner = ToyRunner(clock)
    runner.secondsPerEpoch = 10
    let report = Tuner(
      space: space { $0.epochs = 90 }, limits: TuningLimits(seconds: 45), seed: 1, now: { clock.seconds }
    ).search(with: runner)
    #expect(report.end == .budget && report.best == nil)
    #expect(report.trials.map(\.fault) == [.cutShort])
    #expect(clock.seconds == 50, "the epoch that ran is the overrun")
  }

  @Test func a_trial_that_fails_is_a_line_and_not_the_end() throws {
    var runner = ToyRunner()
    runner.score = { parameters in
      guard parameters.learningRate < 0.9 else { throw DataError(.badData, at: "training", "diverged") }
      return Double(parameters.learningRate)
    }
    let report = Tuner(space: space(), limits: TuningLimits(trials: 20), seed: 1).search(with: runner)
    #expect(report.trials.count == 20 && report.end == .trials)
    let failed = report.trials.filter { $0.parameters.learningRate >= 0.9 }
    #expect(!failed.isEmpty && failed.allSatisfy { $0.fault == .failed("training: diverged") })
    #expect(report.trials.allSatisfy { ($0.fault != nil) == ($0.parameters.learningRate >= 0.9) })
    #expect(try #require(report.best).parameters.learningRate < 0.9)
    #expect(report.ranking.suffix(failed.count).allSatisfy { $0.fault != nil })
  }

  @Test func a_start_that_fails_does_not_end_the_search() throws {
    var runner = ToyRunner()
    runner.score = { parameters in
      guard parameters.learningRate != 0.3 else { throw DataError(.badData, at: "training", "diverged") }
      return Double(parameters.learningRate)
    }
    let report = Tuner(space: space(), limits: TuningLimits(trials: 9), seed: 1).search(with: runner)
    let best = try #require(report.best)
    #expect(best.number != 1 && best.measurements.count == 3 && report.lead(of: best) == nil)
  }

  @Test func an_interruption_keeps_what_was_done() {
    let runner = ToyRunner()
    let report = Tuner(space: space(), limits: TuningLimits(trials: 50), seed: 1).search(
      with: runner, shouldStop: { runner.log.runs.count >= 6 })
    #expect(report.end == .interrupted && report.best?.measurements.count == 3)
    #expect(report.trials.contains { $0.fault == .cutShort })
  }

  @Test func a_start_that_nothing_beats_wins() {
    var runner = ToyRunner()
    runner.score = { $0.learningRate == 0.3 ? 1 : 0.5 }
    let report = Tuner(space: space(), limits: TuningLimits(trials: 12), seed: 1).search(with: runner)
    #expect(report.best?.number == 1)
  }

  @Test func a_small_space_is_searched_through() {
    var start = TrainingParameters()
    start.dimension = 100
    let small = SearchSpace(start: start, dimensions: [.choices("dimension", \.dimension, [100, 200])])
    let report = Tuner(space: small, limits: TuningLimits(), seed: 1).search(with: ToyRunner())
    #expect(report.end == .space && report.trials.map(\.parameters.dimension) == [100, 200])
  }

  @Test func a_lead_on_the_same_playlists_is_surer_than_its_scores() {
    func measurement(_ values: [Double]) -> TrialMeasurement {
      TrialMeasurement(
        metrics: ContinuationMetrics(meanOf: []), values: values, trainingSeconds: 0, evaluationSeconds: 0)
    }
    let low = measurement([0, 1, 0.5, 0.25])
    let high = measurement([0.25, 1.25, 0.75, 0.5])
    #expect(high.lead(over: low) == Estimate(meanOf: [0.25, 0.25, 0.25, 0.25]))
    #expect(high.lead(over: low).standardError == 0 && low.score.standardError > 0.2)
    #expect(abs(Estimate(meanOf: [1, 2, 3, 4]).standardError - 0.645_497_224_367_903) < 1e-12)
    #expect(!Estimate(meanOf: [-1, 1]).isClear && Estimate(meanOf: [0.9, 1.1]).isClear)
  }

  @Test func a_plan_fits_its_budget() {
    #expect(TuningPlan(budget: 600, fullSeconds: 20) == TuningPlan())
    #expect(TuningPlan(budget: 600, fullSeconds: 100) == TuningPlan(sampleShare: 0.5))
    #expect(TuningPlan(budget: 600, fullSeconds: 480) == TuningPlan(sampleShare: 0.125, isSampledThroughout: true))
    #expect(TuningPlan(budget: 1, fullSeconds: 1e9) == TuningPlan(sampleShare: 1.0 / 64, isSampledThroughout: true))
  }
}
