/// What a training has learnt so far and how far it is: a training can stop with one and start from one.
///
/// A state that a training was stopped with continues where it stood: with one worker to the same bytes as if it had
/// never stopped. A state made from tables alone starts a new training from those tables, all epochs before it.
///
///     var state = TrainingState(count: corpus.vocabulary.count, dimension: 100, seed: 1)
///     (state, _) = try SkipGramTrainer(corpus: corpus, parameters: parameters).train(from: state)
public struct TrainingState: Sendable, Equatable {
  /// Both tables; row i belongs to the vocabulary's track i.
  public internal(set) var vectors: TrackVectors
  /// AdaGrad's memory of each input row: the sum of the mean squared gradients that the row has seen, at least 0.
  public internal(set) var inputAccumulators: [Float]
  /// The same for each context row.
  public internal(set) var contextAccumulators: [Float]
  /// The tables of the best epoch by validation, when the best are to be kept.
  public internal(set) var best: TrackVectors?
  /// How the training has gone and where it stands.
  public internal(set) var history: TrainingHistory

  /// Creates the state of a training that has not begun, from tables and the memory of their rows.
  ///
  /// An accumulator of 0 makes a row's first step as large as a new track's; a large one lets the row move little.
  public init(
    vectors: TrackVectors, inputAccumulators: [Float], contextAccumulators: [Float], best: TrackVectors? = nil,
    history: TrainingHistory = TrainingHistory()
  ) {
    precondition(
      inputAccumulators.count == vectors.input.count && contextAccumulators.count == vectors.context.count,
      "one accumulator for each row of each table")
    self.vectors = vectors
    self.inputAccumulators = inputAccumulators
    self.contextAccumulators = contextAccumulators
    self.best = best
    self.history = history
  }

  /// Creates the state that a training without a past starts from: input rows evenly random in ±0.4/√dimension, which makes them about
  /// 0.23 long, context rows zero, nothing remembered.
  ///
  /// word2vec.c begins in ±0.5/dimension, gensim and fastText in ±1/dimension. What is learnt first grows from there, so a training of
  /// few passes learns more from longer rows; after many passes nothing of it is left.
  public init(count: Int, dimension: Int, seed: UInt64) {
    var random = RandomSource(seed: seed)
    self.init(count: count, dimension: dimension, random: &random)
  }

  /// The same from a source that others use too.
  init(count: Int, dimension: Int, random: inout RandomSource) {
    var input = [Float](repeating: 0, count: count * dimension)
    let reach = 0.4 / Float(dimension).squareRoot()
    for index in input.indices { input[index] = (2 * random.unitFloat() - 1) * reach }
    let context = [Float](repeating: 0, count: count * dimension)
    let accumulators = [Float](repeating: 0, count: count)
    self.init(
      vectors: TrackVectors(
        input: EmbeddingMatrix(count: count, dimension: dimension, values: input),
        context: EmbeddingMatrix(count: count, dimension: dimension, values: context)),
      inputAccumulators: accumulators, contextAccumulators: accumulators)
  }

  /// Rows of each table.
  public var count: Int { vectors.input.count }

  /// Components of a row.
  public var dimension: Int { vectors.input.dimension }
}
