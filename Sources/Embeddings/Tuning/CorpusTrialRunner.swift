/// Trains trials on a ``TuningCorpus`` and measures how well they continue its validation playlists.
public struct CorpusTrialRunner: TrialRunner {
  private let corpus: TuningCorpus
  private let metric: ContinuationMetric
  private let task: ContinuationTask
  private let relation: Relation

  /// Creates a runner.
  public init(corpus: TuningCorpus, metric: ContinuationMetric, task: ContinuationTask, relation: Relation) {
    self.corpus = corpus
    self.metric = metric
    self.task = task
    self.relation = relation
  }

  /// Counts multiplications, roughly: three products of vectors for each pair and each negative, and what moving rows
  /// costs; one product for each validation playlist and track.
  public func work(of parameters: TrainingParameters, isSampled: Bool) -> TrialWork {
    let corpus = isSampled ? self.corpus.sample : self.corpus.training
    let occurrences = Double(corpus.occurrenceCount)
    let meanLength = occurrences / Double(max(1, corpus.playlistCount))
    // A window's reach is drawn evenly, so half its width on either side is the mean.
    let positives: Double =
      switch parameters.window {
      case .wholePlaylist: meanLength
      case .tracks(let reach): min(meanLength, Double(1 + reach))
      }
    let perOccurrence = 3 * (positives + Double(parameters.sharedNegatives) + Self.rowOverhead)
    return TrialWork(
      training: occurrences * Double(parameters.epochs) * perOccurrence * Double(parameters.dimension),
      evaluation: Double(self.corpus.validation.count) * Double(corpus.vocabulary.count)
        * (Double(parameters.dimension) + Self.rankOverhead))
  }

  /// What gathering, sigmoids and scattering cost for an occurrence, and ranking for a track, in products of the same
  /// length; measured roughly.
  private static let (rowOverhead, rankOverhead) = (40.0, 20.0)

  public func run(
    _ parameters: TrainingParameters, isSampled: Bool, progress: (Double) -> Void, shouldStop: () -> Bool
  ) throws -> TrialMeasurement {
    let corpus = isSampled ? self.corpus.sample : self.corpus.training
    let clock = ContinuousClock()
    let start = clock.now
    let (vectors, _) = try withoutActuallyEscaping(progress) { progress in
      try withoutActuallyEscaping(shouldStop) { shouldStop in
        try SkipGramTrainer(corpus: corpus, parameters: parameters).train(
          progress: { progress($0.fractionDone) }, shouldStop: shouldStop)
      }
    }
    let trained = clock.now
    let metrics = Continuation(vocabulary: corpus.vocabulary, task: task).evaluateEach(
      VectorRecommender(vectors: vectors, relation: relation), playlists: self.corpus.validation,
      threads: parameters.threads)
    return TrialMeasurement(
      metrics: ContinuationMetrics(meanOf: metrics), values: metrics.map(metric.value(of:)),
      trainingSeconds: (trained - start) / .seconds(1), evaluationSeconds: (clock.now - trained) / .seconds(1))
  }
}
