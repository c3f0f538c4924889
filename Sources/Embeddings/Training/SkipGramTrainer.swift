import Files

/// Learns two vectors for every track from the playlists that tracks share: skip-gram with negative sampling.
///
/// A value of this type is a plan: nothing is computed before a method is called.
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
  /// Workers run on threads of their own; all closures are called on the calling thread, `progress` and `shouldStop` about
  /// five times a second and at the end. With one worker the result depends on corpus, parameters and
  /// ``TrainingSummary/blasCore`` alone, to the byte. Memory: 8 x dimension (rounded up to a multiple of 16) + 8 bytes a
  /// track, and once more as much while a state is copied in or out.
  ///
  /// - Complexity: O(epochs x occurrences x (mean playlist length + shared negatives) x dimension).
  /// - Parameters:
  ///   - progress: Told how far the training is; the last call has `fractionDone` 1.
  ///   - shouldStop: Asked whether to give up.
  /// - Throws: ``InvalidParameter`` for parameters out of range; `DataError` with code `missingInput` for a
  ///   corpus without tracks, and with code `badData` when weights cease to be finite numbers; `CancellationError` after
  ///   `shouldStop` has said yes.
  public func train(
    progress: ((TrainingProgress) -> Void)? = nil, shouldStop: (() -> Bool)? = nil
  ) throws -> (vectors: TrackVectors, summary: TrainingSummary) {
    let (state, summary) = try train(from: nil, progress: progress, shouldStop: shouldStop)
    return (state.vectors, summary)
  }

  /// Trains the epochs that a state has not seen yet, all of them where it is nil or made from tables alone.
  ///
  /// With one worker, stopping and continuing give the same bytes as never having stopped.
  ///
  /// - Parameters:
  ///   - state: Where to start; its tables have a row for each track of the corpus and the parameters' dimension. It must
  ///     come from the same corpus and parameters, or not have begun: who keeps states on disk checks that.
  ///   - validation: What to measure the training on, and whether to stop for it. With patience, the result's tables are those
  ///     of the best epoch; keeping them takes 8 x dimension bytes a track.
  ///   - checkpoints: When to hand out the state of the running training. It is saved too when the training is told to stop.
  ///   - progress: Told how far the training is; the last call has `fractionDone` 1.
  ///   - shouldStop: Asked whether to stop: workers finish the units they are at.
  /// - Returns: The state at the end, whose vectors are the result, and how the training went.
  /// - Throws: As ``train(progress:shouldStop:)`` does, and what saving a checkpoint throws.
  public func train(
    from state: consuming TrainingState?, validation: TrainingValidation? = nil,
    checkpoints: TrainingCheckpoints? = nil, progress: ((TrainingProgress) -> Void)? = nil,
    shouldStop: (() -> Bool)? = nil
  ) throws -> (state: TrainingState, summary: TrainingSummary) {
    try parameters.validate()
    guard corpus.vocabulary.count > 0 else {
      throw DataError(
        .missingInput, at: "corpus", "holds no track to train",
        remedy: "check that the playlists were read, and lower the minimum count")
    }
    let start =
      state
      ?? TrainingState(count: corpus.vocabulary.count, dimension: parameters.dimension, seed: parameters.seed)
    precondition(
      start.count == corpus.vocabulary.count && start.dimension == parameters.dimension,
      "a state has a row of the parameters' dimension for each track of the corpus")
    let weights = SharedWeights(start)
    var run = TrainingRun(
      corpus: corpus, parameters: parameters, weights: weights, validation: validation, best: start.best,
      history: start.history)
    try run.trainAllEpochs(checkpoints: checkpoints, progress: progress, shouldStop: shouldStop)
    return (run.end, run.summary)
  }
}
