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
      hides the last track of each, 'half' the second half, 'first-N' and 'random-N' all but N tracks; 'challenge' stands \
      for the tasks of the RecSys Challenge 2018. --baselines measures beside it what its vectors alone do, and what needs \
      no model: the most popular tracks, tracks at random and, given the training corpus (--train), item neighbours and \
      positive pointwise mutual information. 'lead' is how much higher NDCG@10 is than in the first line, on the same \
      playlists; one under two of its errors may be chance. --lists says what the lists are like besides right.

      EXAMPLES
        w2v eval --models models --playlists split/held-out
        w2v eval --models models --playlists split/held-out --task half --explain
        w2v eval --models models --playlists held-out.tsv --baselines --train train
        w2v eval --models models --playlists held-out.tsv --relation alike --json
        w2v eval --models models --beside stable --playlists held-out.tsv --lists
        w2v eval --models models --playlists held-out.tsv --task challenge
        w2v eval --models models --playlists held-out.tsv --report eval.html
      """)

  @OptionGroup var models: ModelOptions

  @Option(help: ArgumentHelp("A file or folder of held-out playlists; may be repeated.", valueName: "path"))
  var playlists: [String]

  @Option(
    help: ArgumentHelp("Another model of the folder to measure beside; may be repeated.", valueName: "version|label"))
  var beside: [String] = []

  @Option(
    help: ArgumentHelp(
      "What is hidden: last, half, first-N, random-N or challenge; may be repeated. Last unless given.",
      valueName: "task"))
  var task: [TaskChoice] = []

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

  @OptionGroup var workers: ThreadsOption

  @Flag(
    name: .customLong("lists"),
    help: "Show coverage, novelty and the like of the lists, and hits by popularity.")
  var showsLists = false

  @OptionGroup var reports: ReportOptions

  @Flag(name: .customLong("explain"), help: "Say what the figures mean.")
  var isExplained = false

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be at least 1, not \(limit).") }
    guard train.isEmpty || hasBaselines else { throw ValidationError("--train goes with --baselines.") }
  }

  func run() throws {
    Interruption.watch(writingInto: reading.rejectsFolder)
    try reports.check()
    let line = telling.line()
    let model = try models.load(.evaluating)
    let heldOut = try reading.readPlaylists(playlists).map(\.tracks)
    let methods = try methods(for: model, progress: line)
    var tasks: [TaskScores] = []
    for task in task.isEmpty ? [.last] : task.flatMap(\.tasks) {
      var scores: [MethodScore] = []
      for method in methods {
        line.begin("task \(task.rawValue), evaluating \(method.name)")
        let continuation = Continuation(vocabulary: method.ranked.vocabulary, task: task, limit: limit)
        let answers = continuation.answers(of: method.recommender, playlists: heldOut, threads: workers.threads)
        scores.append(MethodScore(of: answers, by: method, beside: scores.first))
      }
      tasks.append(TaskScores(task: task, scores: scores))
    }
    line.finish()
    for task in tasks where task.playlists == 0 {
      Rendering.note("task \(task.task.rawValue) is left out: no playlist has enough different tracks")
    }
    tasks.removeAll { $0.playlists == 0 }
    guard !tasks.isEmpty else {
      throw DataError(
        .badData, at: playlists.joined(separator: ", "), "no playlist has two different tracks",
        remedy: "name the held-out playlists")
    }
    try reports.write(Report(of: tasks, version: model.version))
    for task in tasks { Rendering.show(task, of: model.version, withLists: showsLists, asJSON: output.isJSON) }
    if isExplained { Rendering.explain(definitions(of: tasks), asNote: output.isJSON) }
  }

  private func definitions(of tasks: [TaskScores]) -> String {
    var texts = [ContinuationMetrics.definitions]
    if tasks.contains(where: \.task.isOfChallenge) { texts.append(ChallengeMetrics.definitions) }
    if showsLists { texts.append(ListQuality.definitions) }
    return texts.joined(separator: "\n\n")
  }

  private func methods(for model: Model, progress line: ProgressLine) throws -> [EvaluatedMethod] {
    let ranked = RankedTracks(of: model)
    func method(_ recommender: some Recommender, _ relation: Relation? = nil) -> EvaluatedMethod {
      EvaluatedMethod(name: recommender.method, recommender: recommender, relation: relation, ranked: ranked)
    }
    let own = relation.map { (model: ModelRecommender(model, relation: $0), relation: $0) }
    var methods = own.map { method($0.model, $0.relation) }
    for name in beside {
      let (other, note) = try models.store.load(name, parts: .evaluating)
      if let note { Rendering.note(note) }
      let tracks = RankedTracks(of: other)
      methods += relation.map {
        EvaluatedMethod(
          name: other.version, recommender: ModelRecommender(other, relation: $0), relation: $0, ranked: tracks)
      }
    }
    guard hasBaselines else { return methods }
    methods += own.compactMap { own in own.model.byVectorsAlone.map { method($0, own.relation) } }
    methods.append(method(PopularRecommender(vocabulary: ranked.vocabulary)))
    if train.isEmpty {
      Rendering.note("item-neighbours and positive-pmi are left out: they need the training corpus (--train CORPUS)")
    } else {
      let corpus = try reading.readCorpus(train, threads: workers.threads, progress: line).corpus
      let cooccurrence = try Cooccurrence(corpus: corpus, vocabulary: ranked.vocabulary)
      methods.append(method(ItemNeighboursRecommender(cooccurrence)))
      methods.append(method(PositivePMIRecommender(cooccurrence)))
    }
    methods.append(method(RandomRecommender(seed: 1)))
    return methods
  }
}

/// A task by its name, or all of those that `challenge` stands for.
struct TaskChoice: ExpressibleByArgument {
  let tasks: [ContinuationTask]

  init?(argument: String) {
    if argument == "challenge" {
      tasks = ContinuationTask.challenge
    } else if let task = ContinuationTask(rawValue: argument) {
      tasks = [task]
    } else {
      return nil
    }
  }
}

extension RankedTracks {
  /// The tracks of a model.
  init(of model: Model) {
    self.init(
      version: model.version, vocabulary: model.vocabulary, vectors: model.trackVectors.input.normalized(),
      artists: model.mainArtists)
  }
}
