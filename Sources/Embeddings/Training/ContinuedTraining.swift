/// Where a training starts that goes on from a trained model with other playlists.
///
/// The model's rows are placed, tracks it lacks get fresh ones. What is missing is AdaGrad's memory of the model's rows:
/// without it their first steps would be as large as a new track's, and a few playlists would overturn what many have
/// taught. It is made up for. A row's accumulator is the sum of its mean squared gradients, and grows by about the same for
/// each occurrence of its track; so after E epochs over c occurrences it is about g E c. The growth g for an occurrence is
/// measured for each table: by one pass over the playlists at the model's own vectors, whose steps are too small to move
/// anything.
public struct ContinuedTraining: Sendable {
  /// The playlists, numbered by the model's vocabulary and the new tracks together; counts are those of both.
  public let corpus: EncodedCorpus
  /// How many tracks the model lacks.
  public let newTracks: Int

  private let vectors: TrackVectors
  private let oldCounts: [Int]
  private let ordinalsOfOld: [Int32]
  private let epochsBefore: Int

  /// Prepares to go on from a model.
  ///
  /// - Parameters:
  ///   - vectors: The model's tables.
  ///   - vocabulary: Its tracks and how often they occurred.
  ///   - epochs: How many epochs it was trained, at least 1.
  ///   - playlists: What to go on with, numbered by a vocabulary of its own.
  ///   - minimumCount: The occurrences that a track the model lacks needs; the model's tracks need none.
  /// - Throws: `DataError` when temporary files of the playlists fail.
  public init(
    from vectors: TrackVectors, of vocabulary: Vocabulary, epochs: Int, with playlists: EncodedCorpus,
    minimumCount: Int = 1
  ) throws {
    precondition(vectors.input.count == vocabulary.count, "a row for each track")
    precondition(epochs >= 1, "a model has been trained")
    let merge = VocabularyMerge(vocabulary, with: playlists.vocabulary, counting: .added, minimumCount: minimumCount)
    corpus = try playlists.renumbered(merge.ordinalsOfLater, as: merge.vocabulary)
    newTracks = merge.newTracks.count
    self.vectors = vectors
    oldCounts = vocabulary.counts
    ordinalsOfOld = merge.ordinalsOfOld
    epochsBefore = epochs
  }

  /// The state to train ``corpus`` from.
  ///
  /// - Parameter parameters: Those of the training to come; their dimension is that of the model.
  /// - Throws: As ``SkipGramTrainer/train(progress:shouldStop:)`` does.
  /// - Complexity: That of one epoch.
  public func start(
    parameters: TrainingParameters, progress: ((TrainingProgress) -> Void)? = nil, shouldStop: (() -> Bool)? = nil
  ) throws -> TrainingState {
    var measuring = parameters
    measuring.optimizer = .adaGrad
    measuring.epochs = 1
    measuring.learningRate = Self.stillRate
    let seen = try SkipGramTrainer(corpus: corpus, parameters: measuring).train(
      from: state(input: 0, context: 0, seed: parameters.seed), progress: progress, shouldStop: shouldStop
    ).state
    var occurrences = [Int](repeating: 0, count: corpus.vocabulary.count)
    try corpus.forEachPlaylist { for track in $0 { occurrences[Int(track)] += 1 } }
    let known = ordinalsOfOld.map(Int.init)
    let total = known.reduce(0) { $0 + occurrences[$1] }
    func growth(_ accumulators: [Float]) -> Float {
      // Where the playlists hold no track of the model there is nothing to go by, and nothing to move its rows for.
      guard total > 0 else { return .greatestFiniteMagnitude }
      return Float(known.reduce(0.0) { $0 + Double(accumulators[$1]) } / Double(total))
    }
    return state(
      input: growth(seen.inputAccumulators), context: growth(seen.contextAccumulators), seed: parameters.seed)
  }

  /// The placed rows, remembering so much for each occurrence in each epoch.
  private func state(input: Float, context: Float, seed: UInt64) -> TrainingState {
    func memory(_ growth: Float, _ row: Int) -> Float {
      min(growth * Float(oldCounts[row]) * Float(epochsBefore), .greatestFiniteMagnitude)
    }
    return TrainingState(
      placing: vectors, at: ordinalsOfOld, count: corpus.vocabulary.count, seed: seed,
      inputAccumulator: { memory(input, $0) }, contextAccumulator: { memory(context, $0) })
  }

  /// A learning rate at which weights stay as they are to the last digit.
  private static let stillRate: Float = 1e-30
}
