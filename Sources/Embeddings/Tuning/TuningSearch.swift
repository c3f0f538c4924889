/// A search while it runs: what was tried, and what to run next.
struct TuningSearch {
  /// What to do next.
  enum Step: Equatable {
    /// Run a trial, given by its place in ``TuningSearch/trials``, on a rung.
    case run(trial: Int, rung: Int)
    case end(TuningReport.End)
  }

  private let rungs: [Rung]
  private let maximumTrials: Int?
  private var candidates: SearchSequence
  /// The candidate that comes next: drawn ahead, since what it costs decides whether it is begun.
  private var candidate: TrainingParameters?
  private let work: (TrainingParameters, _ rung: Int) -> TrialWork
  private var halving: SuccessiveHalving
  private var cost = TrialCost()
  private(set) var trials: [Trial] = []

  init(
    rungs: [Rung], maximumTrials: Int?, candidates: SearchSequence,
    work: @escaping (TrainingParameters, _ rung: Int) -> TrialWork
  ) {
    self.rungs = rungs
    self.maximumTrials = maximumTrials
    self.candidates = candidates
    self.work = work
    candidate = self.candidates.next()
    halving = SuccessiveHalving(rungs: rungs.count)
  }

  /// The best score on the highest rung that was reached.
  var best: (trial: Int, score: Double)? {
    let highest = trials.map(\.measurements.count).max() ?? 0
    return trials.filter { $0.measurements.count == highest && highest > 0 }
      .map { (trial: $0.number, score: $0.measurements[highest - 1].score.mean) }
      .max { ($0.score, -$0.trial) < ($1.score, -$1.trial) }
  }

  /// Decides what to run next, and takes note that it is begun.
  ///
  /// - Parameter secondsLeft: What is left of the budget; nil for no limit.
  mutating func next(secondsLeft: Double?) -> Step {
    func fits(_ parameters: TrainingParameters, on rung: Int) -> Bool {
      secondsLeft.map { cost.seconds(of: work(parameters, rung)) <= $0 } ?? true
    }
    func fits(_ climber: (trial: Int, rung: Int)) -> Bool {
      fits(trials[climber.trial].parameters, on: climber.rung + 1)
    }
    if let secondsLeft, secondsLeft <= 0 { return .end(.budget) }
    // The start first, up to the last rung. If that does not fit, the highest rung it can reach has to do.
    if let start = trials.first, start.fault == nil, start.measurements.count < rungs.count,
      fits(start.parameters, on: start.measurements.count)
    {
      return climb((trial: 0, rung: start.measurements.count - 1))
    }
    if let climber = halving.climbers(isClosing: false).first(where: fits) { return climb(climber) }
    let closing = halving.climbers(isClosing: true)
    let mayBegin = maximumTrials.map { trials.count < $0 } ?? true
    if mayBegin, let candidate, trials.isEmpty || leavesTime(candidate, closing, secondsLeft) {
      trials.append(Trial(number: trials.count + 1, parameters: candidate))
      self.candidate = candidates.next()
      return .run(trial: trials.count - 1, rung: 0)
    }
    if let climber = closing.first(where: fits) { return climb(climber) }
    return .end(!mayBegin && closing.isEmpty ? .trials : candidate == nil && closing.isEmpty ? .space : .budget)
  }

  /// Whether a new trial leaves time for those that are to climb before the end, one of them to the last rung.
  private func leavesTime(
    _ candidate: TrainingParameters, _ closing: [(trial: Int, rung: Int)], _ secondsLeft: Double?
  ) -> Bool {
    guard let secondsLeft else { return true }
    func seconds(_ parameters: TrainingParameters, _ rung: Int) -> Double { cost.seconds(of: work(parameters, rung)) }
    let climbs = closing.reduce(0) { $0 + seconds(trials[$1.trial].parameters, $1.rung + 1) }
    let last =
      closing.filter { $0.rung + 2 < rungs.count }
      .map { seconds(trials[$0.trial].parameters, rungs.count - 1) }.max() ?? 0
    return seconds(candidate, 0) + climbs + last <= secondsLeft
  }

  private mutating func climb(_ climber: (trial: Int, rung: Int)) -> Step {
    halving.climb(trial: climber.trial, from: climber.rung)
    return .run(trial: climber.trial, rung: climber.rung + 1)
  }

  /// Takes note of what a run gave.
  mutating func record(_ measurement: TrialMeasurement, of trial: Int, on rung: Int) {
    cost.learn(work(trials[trial].parameters, rung), took: measurement)
    trials[trial].measurements.append(measurement)
    halving.record(trial: trial, rung: rung, score: measurement.score.mean)
  }

  /// Takes note that a run failed.
  mutating func record(_ fault: Trial.Fault, of trial: Int) { trials[trial].fault = fault }
}
