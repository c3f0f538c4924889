import Files

/// Learns two vectors for every track from the playlists that tracks share: skip-gram with negative sampling.
///
/// A value of this type is a plan: nothing is computed before ``train(progress:shouldStop:)``.
///
///     var parameters = TrainingParameters()
///     parameters.epochs = 30
///     let (vectors, summary) = try SkipGramTrainer(corpus: corpus, parameters: parameters).train()
public struct SkipGramTrainer: Sendable {
  private let corpus: EncodedCorpus
  private let parameters: TrainingParameters

  /// Creates a trainer.
  public init(corpus: EncodedCorpus, parameters: TrainingParameters = TrainingParameters()) {
    self.corpus = corpus
    self.parameters = parameters
  }

  /// Trains all epochs.
  ///
  /// Workers run on threads of their own; both closures are called on the calling thread, about five times a second and
  /// at the end. With one worker the result depends on corpus, parameters and ``TrainingSummary/blasCore`` alone, to
  /// the byte. Memory: 8 x dimension + 8 bytes a track, and once more 8 x dimension while the result is copied.
  ///
  /// - Complexity: O(epochs x occurrences x (mean playlist length + shared negatives) x dimension).
  /// - Parameters:
  ///   - progress: Told how far the training is; the last call has `fractionDone` 1.
  ///   - shouldStop: Asked whether to give up.
  /// - Throws: ``InvalidParameter`` for parameters out of range; `DataError` with code `missingInput` for a
  ///   corpus without tracks; `CancellationError` after `shouldStop` has said yes.
  public func train(
    progress: ((TrainingProgress) -> Void)? = nil, shouldStop: (() -> Bool)? = nil
  ) throws -> (vectors: TrackVectors, summary: TrainingSummary) {
    try parameters.validate()
    guard corpus.vocabulary.count > 0 else {
      throw DataError(
        .missingInput, at: "corpus", "holds no track to train",
        remedy: "check that the playlists were read, and lower the minimum count")
    }
    var random = RandomSource(seed: parameters.seed)
    let weights = SharedWeights(count: corpus.vocabulary.count, dimension: parameters.dimension, random: &random)
    var run = Run(corpus: corpus, parameters: parameters, weights: weights)
    try run.trainAllEpochs(progress: progress, shouldStop: shouldStop)
    return (weights.snapshot(), run.summary)
  }
}

/// A training while it runs.
private struct Run {
  let corpus: EncodedCorpus
  let parameters: TrainingParameters
  let weights: SharedWeights
  let workerCount: Int
  let clock = ContinuousClock()
  let start: ContinuousClock.Instant
  let longestPlaylist: Int
  let occurrencesPerEpoch: Int
  var losses: [Double] = []

  init(corpus: EncodedCorpus, parameters: TrainingParameters, weights: SharedWeights) {
    self.corpus = corpus
    self.parameters = parameters
    self.weights = weights
    workerCount = WorkerThreads.count(for: parameters.threads)
    start = clock.now
    longestPlaylist = (0..<corpus.playlistCount).lazy.map { corpus.playlist($0).count }.max() ?? 0
    occurrencesPerEpoch = corpus.trackOrdinals.count
  }

  mutating func trainAllEpochs(progress: ((TrainingProgress) -> Void)?, shouldStop: (() -> Bool)?) throws {
    let sampler = NegativeSampler(counts: corpus.vocabulary.counts, power: parameters.negativePower)
    let keeping = Subsampling(threshold: parameters.subsampling, counts: corpus.vocabulary.counts)
    for epoch in 0..<parameters.epochs {
      let plan = EpochPlan(epoch: epoch, corpus: corpus, seed: parameters.seed)
      let tallies = (0..<workerCount).map { _ in TrainingTally() }
      let isStopped = Flag()
      train(plan, sampler: sampler, keeping: keeping, tallies: tallies, isStopped: isStopped) {
        progress?(report(epoch: epoch, tallies: tallies))
        if shouldStop?() == true { isStopped.raise() }
      }
      if isStopped.isRaised || shouldStop?() == true { throw CancellationError() }
      losses.append(tallies.meanLoss ?? 0)
    }
    progress?(report(epoch: parameters.epochs, tallies: []))
  }

  private func train(
    _ plan: EpochPlan, sampler: NegativeSampler, keeping: Subsampling?, tallies: [TrainingTally], isStopped: Flag,
    tick: () -> Void
  ) {
    let nextUnit = Counter()
    WorkerThreads.run(count: workerCount, tick: tick) { [self] index in
      var worker = TrainingWorker(
        corpus: corpus, parameters: parameters, sampler: sampler, keeping: keeping, weights: weights,
        tally: tallies[index], longestPlaylist: longestPlaylist)
      while !isStopped.isRaised, let unit = nextUnit.next(below: plan.units.count) {
        worker.train(plan.units[unit], of: plan, rate: rate(of: plan.units[unit], epoch: plan.epoch))
      }
    }
  }

  /// The learning rate that the plan gives a unit: falling linearly, down to a ten-thousandth of its start.
  private func rate(of unit: EpochPlan.Unit, epoch: Int) -> Float {
    let before = Double(epoch) * Double(occurrencesPerEpoch) + Double(unit.occurrencesBefore)
    let all = Double(parameters.epochs) * Double(occurrencesPerEpoch)
    return parameters.learningRate * Float(max(1 - before / all, 1e-4))
  }

  private func report(epoch: Int, tallies: [TrainingTally]) -> TrainingProgress {
    let isDone = losses.count == parameters.epochs
    let total = Double(parameters.epochs) * Double(occurrencesPerEpoch)
    let occurrences = tallies.reduce(Double(losses.count) * Double(occurrencesPerEpoch)) { $0 + Double($1.occurrences) }
    // The last unit may be in before its epoch is closed: 1 is kept for the very end.
    let fraction = isDone ? 1 : min(occurrences / max(1, total), 1 - 1e-9)
    let elapsed = seconds
    return TrainingProgress(
      epoch: min(epoch + 1, parameters.epochs), epochs: parameters.epochs, fractionDone: fraction,
      occurrencesPerSecond: elapsed > 0 ? occurrences / elapsed : 0,
      loss: tallies.meanLoss ?? losses.last ?? Double(1 + parameters.negatives) * 0.693_147_180_559_945_3,
      elapsedSeconds: elapsed, remainingSeconds: fraction > 0 ? elapsed * (1 - fraction) / fraction : 0)
  }

  private var seconds: Double { start.duration(to: clock.now) / .seconds(1) }

  var summary: TrainingSummary {
    let seconds = seconds
    let occurrences = Double(losses.count) * Double(occurrencesPerEpoch)
    return TrainingSummary(
      losses: losses, seconds: seconds, occurrencesPerSecond: seconds > 0 ? occurrences / seconds : 0,
      blasCore: BLAS.coreName, threads: workerCount)
  }
}
