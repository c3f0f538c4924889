import Files

/// A training while it runs: epoch after epoch, unit after unit, from wherever its history stands.
struct TrainingRun {
  private let corpus: EncodedCorpus
  private let parameters: TrainingParameters
  private let weights: SharedWeights
  private let validation: TrainingValidation?
  /// The tables of the best epoch measured so far, when the best are to be kept.
  private var best: TrackVectors?
  private let workerCount: Int
  private let longestPlaylist: Int
  private let occurrencesPerEpoch: Int
  private let sampler: NegativeSampler
  private let keeping: Subsampling?
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  /// Seconds and occurrences of the runs before this one.
  private let secondsBefore: Double
  private let occurrencesBefore: Int
  /// Brought up to date whenever no worker runs.
  private(set) var history: TrainingHistory

  init(
    corpus: EncodedCorpus, parameters: TrainingParameters, weights: SharedWeights, validation: TrainingValidation?,
    best: TrackVectors?, history: TrainingHistory
  ) {
    self.corpus = corpus
    self.parameters = parameters
    self.weights = weights
    self.validation = validation
    self.best = best
    self.history = history
    workerCount = WorkerThreads.count(for: parameters.threads)
    longestPlaylist = corpus.longestPlaylist
    occurrencesPerEpoch = corpus.occurrenceCount
    sampler = NegativeSampler(counts: corpus.vocabulary.counts, power: parameters.negativePower)
    keeping = Subsampling(threshold: parameters.subsample, counts: corpus.vocabulary.counts)
    secondsBefore = history.seconds
    occurrencesBefore = history.occurrences
    start = clock.now
  }

  mutating func trainAllEpochs(
    checkpoints: TrainingCheckpoints?, progress: ((TrainingProgress) -> Void)?, shouldStop: (() -> Bool)?
  ) throws {
    while !isOver {
      let plan = EpochPlan(epoch: history.epochsDone, corpus: corpus, seed: parameters.seed)
      while history.unitsDone < plan.units.count {
        let tallies = makeTallies(plan)
        let limit = min(plan.units.count, history.unitsDone + (checkpoints?.unitInterval ?? plan.units.count))
        var (isStopped, isSaved) = (false, limit < plan.units.count)
        let pause = Flag()
        func tick() {
          progress?(report(tallies: tallies))
          if shouldStop?() == true { isStopped = true }
          if checkpoints?.isDue() == true { isSaved = true }
          if isStopped || isSaved { pause.raise() }
        }
        let unitsDone = try train(plan, upTo: limit, tallies: tallies, pause: pause, tick: tick)
        tick()
        try take(tallies, unitsDone: unitsDone)
        if isStopped || isSaved { try checkpoints?.save(state) }
        if isStopped { throw CancellationError() }
      }
      closeEpoch()
      validate()
    }
    progress?(report(tallies: []))
  }

  /// Trains units of a plan from where the history stands, and returns how many of the plan are then done.
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  private func train(
    _ plan: EpochPlan, upTo limit: Int, tallies: [TrainingTally], pause: Flag, tick: () -> Void
  ) throws -> Int {
    if parameters.isDeterministic {
      return try trainInLanes(plan, upTo: limit, tallies: tallies, pause: pause, tick: tick)
    }
    let failure = FirstError()
    let nextUnit = Counter(from: history.unitsDone)
    WorkerThreads.run(count: workerCount, tick: tick) { [self] index in
      var worker = TrainingWorker(
        corpus: corpus, parameters: parameters, sampler: sampler, keeping: keeping, weights: weights,
        tally: tallies[index], longestPlaylist: longestPlaylist)
      // A unit that was taken is always finished, so the units done are the first ones of the plan.
      while !pause.isRaised, let unit = nextUnit.next(below: limit) {
        do {
          try worker.train(plan.units[unit], of: plan, rate: rate(of: plan.units[unit], epoch: plan.epoch))
        } catch {
          failure.set(error)
          pause.raise()
        }
      }
    }
    if let error = failure.error { throw error }
    return min(nextUnit.taken, limit)
  }

  /// The same in lanes: lane i takes the units i, i + 8 and so on, and all begin a unit together.
  private func trainInLanes(
    _ plan: EpochPlan, upTo limit: Int, tallies: [TrainingTally], pause: Flag, tick: () -> Void
  ) throws -> Int {
    let failure = FirstError()
    let width = LockstepLanes.count
    let (first, end) = (history.unitsDone, min(plan.units.count, (limit + width - 1) / width * width))
    let lanes = LockstepLanes(threads: workerCount, pause: pause)
    let groupsDone = Counter()
    WorkerThreads.run(count: width, tick: tick) { [self] lane in
      lanes.begin()
      defer { lanes.end() }
      var worker = TrainingWorker(
        corpus: corpus, parameters: parameters, sampler: sampler, keeping: keeping, weights: weights,
        tally: tallies[lane], longestPlaylist: longestPlaylist, lane: (lanes, lane))
      for group in stride(from: first, to: end, by: width) {
        if group + lane < end {
          let unit = plan.units[group + lane]
          do {
            try worker.train(unit, of: plan, rate: rate(of: unit, epoch: plan.epoch))
          } catch {
            // The other lanes wait for this one at the end of the group, where all see the flag.
            failure.set(error)
            pause.raise()
          }
        }
        while lanes.finishRound(lane, apply: nil) {}
        if lane == 0 { _ = groupsDone.next(below: .max) }
        if lanes.isStopping { break }
      }
    }
    if let error = failure.error { throw error }
    return min(end, first + groupsDone.taken * width)
  }

  /// The learning rate that the plan gives a unit: falling linearly, down to a ten-thousandth of its start.
  private func rate(of unit: EpochPlan.Unit, epoch: Int) -> Float {
    let before = Double(epoch) * Double(occurrencesPerEpoch) + Double(unit.occurrencesBefore)
    let all = Double(parameters.epochs) * Double(occurrencesPerEpoch)
    return parameters.learningRate * Float(max(1 - before / all, 1e-4))
  }

  /// A tally for each worker; the first goes on from the sums of the running epoch.
  private func makeTallies(_ plan: EpochPlan) -> [TrainingTally] {
    let count = parameters.isDeterministic ? LockstepLanes.count : workerCount
    let tallies = (0..<count).map { _ in TrainingTally() }
    tallies[0].add(loss: history.runningLoss, weight: history.runningWeight)
    tallies[0].add(occurrences: plan.units[history.unitsDone].occurrencesBefore)
    return tallies
  }

  /// Takes over what workers have done, now that none runs, and makes sure that all of it is numbers.
  private mutating func take(_ tallies: [TrainingTally], unitsDone: Int) throws {
    history.unitsDone = unitsDone
    history.runningLoss = tallies.reduce(0) { $0 + $1.loss }
    history.runningWeight = tallies.reduce(0) { $0 + $1.weight }
    history.occurrences = occurrences(with: tallies)
    history.positivePairs += tallies.reduce(0) { $0 + $1.positivePairs }
    history.scores += tallies.reduce(0) { $0 + $1.scores }
    history.seconds = seconds
    guard weights.isFinite, history.runningLoss.isFinite else {
      throw DataError(
        .badData, at: "training, epoch \(history.epochsDone + 1)", "the weights are no longer finite numbers",
        remedy: "lower the learning rate (\(parameters.learningRate)) or the negatives (\(parameters.negatives)), "
          + "or use \(Optimizer.adaGrad.rawValue) as the optimizer")
    }
  }

  private mutating func closeEpoch() {
    history.losses.append(history.runningWeight > 0 ? history.runningLoss / history.runningWeight : 0)
    (history.unitsDone, history.runningLoss, history.runningWeight) = (0, 0, 0)
  }

  /// Measures the epoch that has just been closed, and keeps its tables while they are the best.
  private mutating func validate() {
    guard let validation, validation.isDue(after: history.epochsDone, of: parameters.epochs) else { return }
    let vectors = weights.vectors
    history.validations.append(
      validation.measure(
        vectors, of: corpus.vocabulary, epoch: history.epochsDone, threads: parameters.threads))
    if validation.patience != nil, history.validations.countSinceBest == 0 { best = vectors }
  }

  /// Whether all epochs are done, or validation has seen no better one for long enough.
  private var isOver: Bool {
    if history.epochsDone >= parameters.epochs { return true }
    guard let patience = validation?.patience, history.unitsDone == 0 else { return false }
    return history.validations.countSinceBest >= patience
  }

  private var state: TrainingState { weights.snapshot(best: best, history: history) }

  /// The state at the end: its tables are those to keep.
  var end: TrainingState {
    var state = state
    if let best { state.vectors = best }
    state.best = nil
    return state
  }
}

// What is told of a running training.
extension TrainingRun {
  var summary: TrainingSummary {
    TrainingSummary(
      losses: history.losses, seconds: history.seconds,
      occurrencesPerSecond: history.seconds > 0 ? Double(history.occurrences) / history.seconds : 0,
      blasCore: BLAS.coreName, positivePairs: history.positivePairs,
      flops: 6 * Double(parameters.dimension) * Double(history.scores), threads: workerCount,
      validations: history.validations.isEmpty ? nil : history.validations,
      keptEpoch: (best == nil ? nil : history.validations.best?.epoch) ?? history.epochsDone)
  }

  private func report(tallies: [TrainingTally]) -> TrainingProgress {
    let isDone = tallies.isEmpty
    let total = Double(parameters.epochs) * Double(occurrencesPerEpoch)
    let occurrences = Double(occurrences(with: tallies))
    // The last unit may be in before its epoch is closed: 1 is kept for the very end.
    let fraction = isDone ? 1 : min(occurrences / max(1, total), 1 - 1e-9)
    // Speed is that of this run: an earlier one may have had another machine to itself.
    let (elapsed, gained) = (seconds - secondsBefore, occurrences - Double(occurrencesBefore))
    let rate = elapsed > 0 ? gained / elapsed : 0
    return TrainingProgress(
      epoch: min(history.epochsDone + 1, parameters.epochs), epochs: parameters.epochs, fractionDone: fraction,
      occurrencesPerSecond: rate,
      loss: tallies.meanLoss ?? history.losses.last ?? Double(1 + parameters.negatives) * 0.693_147_180_559_945_3,
      validation: history.validations.last, elapsedSeconds: seconds,
      remainingSeconds: rate > 0 && !isDone ? max(0, total - occurrences) / rate : 0)
  }

  /// Occurrences of the finished epochs and of those tallied in the running one.
  private func occurrences(with tallies: [TrainingTally]) -> Int {
    tallies.reduce(history.epochsDone * occurrencesPerEpoch) { $0 + $1.occurrences }
  }

  private var seconds: Double { secondsBefore + start.duration(to: clock.now) / .seconds(1) }
}
