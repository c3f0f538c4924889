/// Gives vectors to tracks that a trained model does not know, and leaves the model's own as they are.
///
/// The skip-gram objective is descended on the playlists that hold a new track, with every row of the model frozen: a new
/// track's input row meets the context rows of its company and of the negatives, its context row their input rows. New
/// tracks that share playlists learn from each other as well. With the others fixed, the problem of one row is convex, so
/// little depends on where it starts. The coordinates stay those of the model.
///
/// A frozen row is one whose AdaGrad accumulator is infinite: its steps are zero.
public struct FoldIn: Sendable {
  private let frozen: TrackVectors
  private let vocabulary: Vocabulary
  private let parameters: TrainingParameters

  /// What came of folding playlists in.
  public struct Result: Sendable {
    /// The playlists, numbered by the model's vocabulary and the new tracks together.
    public let corpus: EncodedCorpus
    /// The vectors of all tracks: the model's to the bit, and the new ones.
    public let vectors: TrackVectors
    /// The ordinals of the new tracks, rising.
    public let newTracks: [Int32]
    /// How many new tracks share no playlist with another track: their vectors say nothing.
    public let strandedTracks: Int
  }

  /// Prepares to fold playlists into a model.
  ///
  /// - Parameters:
  ///   - vectors: The model's tables.
  ///   - vocabulary: Its tracks.
  ///   - parameters: How it was trained. The dimension is that of the vectors, and steps are AdaGrad's in any case.
  public init(
    into vectors: TrackVectors, of vocabulary: Vocabulary, parameters: TrainingParameters = TrainingParameters()
  ) {
    precondition(vectors.input.count == vocabulary.count, "a row for each track")
    frozen = vectors
    self.vocabulary = vocabulary
    var parameters = parameters
    parameters.dimension = vectors.input.dimension
    if parameters.optimizer != .adaGrad {
      parameters.optimizer = .adaGrad
      parameters.learningRate = Optimizer.adaGrad.defaultLearningRate
    }
    self.parameters = parameters
  }

  /// Folds the tracks of playlists in that the model does not know.
  ///
  /// With one worker the result depends on the model, the playlists and the parameters alone.
  ///
  /// - Parameters:
  ///   - playlists: Known and unknown tracks, numbered by a vocabulary of their own.
  ///   - progress: As of ``SkipGramTrainer``.
  ///   - shouldStop: As of ``SkipGramTrainer``.
  /// - Throws: As ``SkipGramTrainer/train(progress:shouldStop:)`` does; `DataError` when temporary files fail.
  /// - Complexity: O(tracks of the model x dimension), and a training of the playlists that hold a new track.
  public func fold(
    _ playlists: EncodedCorpus, progress: ((TrainingProgress) -> Void)? = nil, shouldStop: (() -> Bool)? = nil
  ) throws -> Result {
    let merge = VocabularyMerge(vocabulary, with: playlists.vocabulary, counting: .kept)
    let corpus = try playlists.renumbered(merge.ordinalsOfLater, as: merge.vocabulary)
    let start = TrainingState(
      placing: frozen, at: merge.ordinalsOfOld, count: merge.vocabulary.count, seed: parameters.seed,
      inputAccumulator: { _ in .infinity }, contextAccumulator: { _ in .infinity })
    guard !merge.newTracks.isEmpty else {
      return Result(corpus: corpus, vectors: start.vectors, newTracks: [], strandedTracks: 0)
    }
    var isNew = [Bool](repeating: false, count: merge.vocabulary.count)
    for track in merge.newTracks { isNew[Int(track)] = true }
    let company = try corpus.keepingPlaylists { isNew[Int($0)] }
    let (end, _) = try SkipGramTrainer(corpus: company, parameters: parameters).train(
      from: start, progress: progress, shouldStop: shouldStop)
    var hasCompany = [Bool](repeating: false, count: merge.vocabulary.count)
    try company.forEachPlaylist { tracks in
      guard let first = tracks.first, tracks.contains(where: { $0 != first }) else { return }
      for track in tracks { hasCompany[Int(track)] = true }
    }
    return Result(
      corpus: corpus, vectors: end.vectors.replacingRows(at: merge.ordinalsOfOld, with: frozen),
      newTracks: merge.newTracks, strandedTracks: merge.newTracks.count { !hasCompany[Int($0)] })
  }
}

extension TrainingState {
  /// Creates a state from the tables of a trained model and fresh rows for the tracks it lacks.
  ///
  /// - Parameters:
  ///   - vectors: The model's tables.
  ///   - ordinals: Where each of their rows goes.
  ///   - count: Rows of the new tables.
  ///   - seed: Of the fresh rows, which start as those of a training without a past.
  ///   - inputAccumulator: What the optimizer remembers of a row of the model, by its row there.
  ///   - contextAccumulator: The same for the context table.
  init(
    placing vectors: TrackVectors, at ordinals: [Int32], count: Int, seed: UInt64,
    inputAccumulator: (Int) -> Float, contextAccumulator: (Int) -> Float
  ) {
    self.init(count: count, dimension: vectors.input.dimension, seed: seed)
    self.vectors = self.vectors.replacingRows(at: ordinals, with: vectors)
    for (row, ordinal) in ordinals.enumerated() {
      inputAccumulators[Int(ordinal)] = inputAccumulator(row)
      contextAccumulators[Int(ordinal)] = contextAccumulator(row)
    }
  }
}

extension TrackVectors {
  /// The same tables with row `ordinals[i]` of both taken from row i of others.
  func replacingRows(at ordinals: [Int32], with others: TrackVectors) -> TrackVectors {
    func replace(_ rows: EmbeddingMatrix, _ others: EmbeddingMatrix) -> EmbeddingMatrix {
      var values = rows.values
      for (row, ordinal) in ordinals.enumerated() {
        let start = Int(ordinal) * rows.dimension
        values.replaceSubrange(start..<start + rows.dimension, with: others.row(row))
      }
      return EmbeddingMatrix(count: rows.count, dimension: rows.dimension, values: values)
    }
    return TrackVectors(input: replace(input, others.input), context: replace(context, others.context))
  }
}
