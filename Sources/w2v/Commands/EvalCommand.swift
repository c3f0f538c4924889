import ArgumentParser
import Embeddings
import Files
import Similarity

/// `w2v eval`: how well a model continues playlists it has not seen.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Hide tracks of held-out playlists and measure how high a model ranks them.",
    discussion: """
      The playlists must not be those the model was trained on: 'w2v corpus split' makes both sides. The task 'last' \
      hides the last track of each, 'half' the second half. --baselines measures beside it what its vectors alone do, and \
      what needs no model: the most popular tracks, tracks at random and, given the training corpus (--train), item \
      neighbours and positive pointwise mutual information. 'lead' is how much higher NDCG@10 is than in the first line, on \
      the same playlists; one under two of its errors may be chance.

      EXAMPLES
        w2v eval --models models --playlists split/held-out
        w2v eval --models models --playlists split/held-out --task half --explain
        w2v eval --models models --playlists held-out.tsv --baselines --train train
        w2v eval --models models --playlists held-out.tsv --relation alike --json
      """)

  @OptionGroup var models: ModelOptions

  @Option(help: ArgumentHelp("A file or folder of held-out playlists; may be repeated.", valueName: "path"))
  var playlists: [String]

  @Option(help: "What is hidden: the last track or the second half.")
  var task = ContinuationTask.last

  @Option(help: ArgumentHelp("How many playlists to ask at most.", valueName: "n"))
  var limit: Int?

  @Option(help: ArgumentHelp("How tracks are ranked; may be repeated.", valueName: "relation"))
  var relation: [Relation] = [.together]

  @Flag(
    name: .customLong("baselines"), help: "Measure vectors, popular, item-neighbours, positive-pmi and random as well.")
  var hasBaselines = false

  @Option(
    help: ArgumentHelp(
      "The corpus the model was trained on, for item-neighbours and positive-pmi; may be repeated.", valueName: "corpus"
    ))
  var train: [String] = []

  @Option(help: ArgumentHelp("Worker threads; 0 for one a core.", valueName: "n"))
  var threads = 0

  @Flag(name: .customLong("explain"), help: "Say what the figures mean.")
  var isExplained = false

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var output: JSONOption

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1, not \(limit).") }
    guard (0...1024).contains(threads) else {
      throw ValidationError("--threads must be from 0 to 1024, not \(threads).")
    }
    guard train.isEmpty || hasBaselines else { throw ValidationError("--train goes with --baselines.") }
  }

  func run() throws {
    Interruption.watch(writingInto: reading.rejectsFolder)
    let line = ProgressLine()
    let model = try models.load(.evaluating)
    let heldOut = try reading.readPlaylists(playlists).map(\.tracks)
    let vocabulary = model.vocabulary
    let continuation = Continuation(vocabulary: vocabulary, task: task, limit: limit)
    let recommenders = try recommenders(for: model, vocabulary, progress: line)
    var scores: [MethodScore] = []
    for (recommender, relation) in recommenders {
      line.begin("evaluating \(recommender.method)")
      scores.append(
        MethodScore(
          method: recommender.method, relation: relation,
          each: continuation.evaluateEach(recommender, playlists: heldOut, threads: threads), beside: scores.first))
    }
    line.finish()
    guard scores.contains(where: { $0.metrics.playlists > 0 }) else {
      throw DataError(
        .badData, at: playlists.joined(separator: ", "), "no playlist has two different tracks",
        remedy: "name the held-out playlists")
    }
    Rendering.show(scores, of: model.version, task: task, asJSON: output.isJSON)
    if isExplained { Rendering.explain(ContinuationMetrics.definitions, asNote: output.isJSON) }
  }

  private func recommenders(
    for model: Model, _ vocabulary: Vocabulary, progress line: ProgressLine
  ) throws -> [(any Recommender, Relation?)] {
    let own = relation.map { (ModelRecommender(model, relation: $0), $0) }
    var recommenders: [(any Recommender, Relation?)] = own
    guard hasBaselines else { return recommenders }
    recommenders += own.compactMap { model, relation in model.byVectorsAlone.map { ($0, relation) } }
    recommenders.append((PopularRecommender(vocabulary: vocabulary), nil))
    if train.isEmpty {
      Rendering.note("item-neighbours and positive-pmi are left out: they need the training corpus (--train CORPUS)")
    } else {
      let corpus = try reading.readCorpus(train, threads: threads, progress: line).corpus
      let cooccurrence = try Cooccurrence(corpus: corpus, vocabulary: vocabulary)
      recommenders.append((ItemNeighboursRecommender(cooccurrence), nil))
      recommenders.append((PositivePMIRecommender(cooccurrence), nil))
    }
    recommenders.append((RandomRecommender(seed: 1), nil))
    return recommenders
  }
}

/// What one method scored.
struct MethodScore {
  let method: String
  /// How the model's vectors were asked; nil for methods without vectors.
  let relation: Relation?
  let metrics: ContinuationMetrics
  /// NDCG@10 and how far chance moves it; nil where nothing was asked.
  let gain: Estimate?
  /// How much higher NDCG@10 is than that of the first method, on the same playlists; nil for that one.
  let lead: Estimate?
  private let gains: [Double]

  /// Sums up what was measured on each playlist.
  init(method: String, relation: Relation?, each: [ContinuationMetrics], beside first: MethodScore?) {
    self.method = method
    self.relation = relation
    metrics = ContinuationMetrics(meanOf: each)
    let gains = each.map(\.ndcgAt10)
    self.gains = gains
    gain = gains.isEmpty ? nil : Estimate(meanOf: gains)
    lead = gains.isEmpty ? nil : first.map { Estimate(meanOf: zip(gains, $0.gains).map { $0 - $1 }) }
  }
}
