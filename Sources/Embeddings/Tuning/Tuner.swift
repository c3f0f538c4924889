/// Searches a space for the parameters that score best, by successive halving within a budget.
///
/// Trial 1 is the start of the space and climbs every rung before anything else is tried: whatever is found is measured
/// against it on the same playlists. Which candidates are tried, and in which order, depends on the seed and on scores
/// alone; only how many of them a number of seconds is enough for depends on the machine. So a search that is limited by
/// trials repeats itself, to the byte with one worker.
///
///     let runner = CorpusTrialRunner(corpus: corpus, metric: .ndcgAt10, task: .last, relation: .together)
///     let tuner = Tuner(space: SearchSpace(start: TrainingParameters()), limits: TuningLimits(seconds: 600), seed: 1)
///     let report = try tuner.search(with: runner)
public struct Tuner {
  private let space: SearchSpace
  private let rungs: [Rung]
  private let limits: TuningLimits
  private let seed: UInt64
  private let now: () -> Double

  /// Creates a search, which has not begun.
  ///
  /// - Parameters:
  ///   - space: Where to search.
  ///   - rungs: What each rung trains, at least one.
  ///   - limits: When to end.
  ///   - seed: Another seed, other candidates.
  ///   - now: A clock, in seconds since whenever.
  public init(
    space: SearchSpace, rungs: [Rung] = Rung.ladder(), limits: TuningLimits, seed: UInt64,
    now: @escaping () -> Double = Self.monotonicSeconds
  ) {
    precondition(!rungs.isEmpty, "a search has a rung")
    self.space = space
    self.rungs = rungs
    self.limits = limits
    self.seed = seed
    self.now = now
  }

  /// The seconds of a clock that never goes back.
  public static let monotonicSeconds: @Sendable () -> Double = { [origin = ContinuousClock.now] in
    (ContinuousClock.now - origin) / .seconds(1)
  }

  /// Runs the search to its end.
  ///
  /// A trial that cannot be trained is a fault in the report, not the end. A run is begun only if it should fit into the
  /// seconds that are left, and given up when they are over; what is exceeded at most is one evaluation.
  ///
  /// - Parameters:
  ///   - runner: What trains and measures.
  ///   - progress: Told what runs, a few times a second, on the calling thread.
  ///   - shouldStop: Asked a few times a second whether to end with what there is.
  public func search(
    with runner: some TrialRunner, progress: ((TuningProgress) -> Void)? = nil, shouldStop: () -> Bool = { false }
  ) -> TuningReport {
    let started = now()
    var search = TuningSearch(
      rungs: rungs, maximumTrials: limits.trials, candidates: space.candidates(seed: seed),
      work: { runner.work(of: rungs[$1].shortened($0), isSampled: rungs[$1].isSampled) })
    var end: TuningReport.End?
    while end == nil {
      let elapsed = now() - started
      guard !shouldStop() else {
        end = .interrupted
        break
      }
      switch search.next(secondsLeft: limits.seconds.map { $0 - elapsed }) {
      case .end(let reason): end = reason
      case .run(let index, let rung):
        let trial = search.trials[index]
        let best = search.best
        var isInterrupted = false
        do {
          let measurement = try runner.run(
            rungs[rung].shortened(trial.parameters), isSampled: rungs[rung].isSampled,
            progress: { fraction in
              progress?(
                TuningProgress(
                  trial: trial.number, rung: rung, rungs: rungs.count, fractionDone: fraction,
                  seconds: now() - started, best: best))
            },
            shouldStop: {
              isInterrupted = isInterrupted || shouldStop()
              return isInterrupted || limits.seconds.map { now() - started >= $0 } ?? false
            })
          search.record(measurement, of: index, on: rung)
        } catch is CancellationError {
          search.record(.cutShort, of: index)
          end = isInterrupted ? .interrupted : .budget
        } catch {
          search.record(.failed("\(error)"), of: index)
        }
      }
    }
    return TuningReport(trials: search.trials, rungs: rungs, end: end ?? .budget, seconds: now() - started)
  }
}
