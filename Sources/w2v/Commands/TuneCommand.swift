import ArgumentParser
import Embeddings
import Files

/// `w2v tune`: which settings of `w2v train` suit a corpus.
struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search for the training settings that continue the playlists of a corpus best.",
    discussion: """
      Holds playlists out, trains with many settings for a short time and with the best of them for longer (successive \
      halving), and shows how each continues the held-out playlists, with standard errors. Trial 1 is what 'w2v train' \
      would do with the same options, so the answer is never worse on those playlists. An option of 'train' that is \
      given is held fixed. Nothing is published: the command to train with is printed.

      EXAMPLES
        w2v tune playlists.tsv.gz                      for ten minutes, by NDCG@10
        w2v tune demo --budget 1h --metric hit@100 --task half
        w2v tune demo --vary dimension,epochs,learning-rate --trials 20 --threads 1
        w2v tune demo --window all --dimension 128 --budget 90s --json
      """)

  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "corpus"))
  var corpus: [String]

  @Option(
    help: ArgumentHelp(
      "How long to search, such as 90s, 10m or 1h30m; 10m unless --trials is given.", valueName: "time"))
  var budget: TimeBudget?

  @Option(
    help: ArgumentHelp("Try so many settings at most: unlike a time, this gives the same trials again.", valueName: "n")
  )
  var trials: Int?

  @Option(help: "What is to be high.")
  var metric = ContinuationMetric.ndcgAt10

  @Option(help: ArgumentHelp("What is hidden: last, half, first-N or random-N.", valueName: "task"))
  var task = ContinuationTask.last

  @Option(help: "How tracks are ranked.")
  var relation = Relation.together

  @Option(
    help: ArgumentHelp(
      "What to vary, separated by commas; unless given, all of \(VariedParameters.all.joined(separator: ", ")) that are "
        + "not given themselves.", valueName: "names"))
  var vary: VariedParameters?

  @Option(
    help: ArgumentHelp(
      "The share of the playlists that short trainings see; what suits the budget unless given.", valueName: "share"))
  var sample: Double?

  @Flag(name: .customLong("sample-throughout"), help: "Train on nothing but the sample, the best trials included.")
  var isSampledThroughout = false

  @Option(help: ArgumentHelp("The share of the playlists to measure on.", valueName: "share"))
  var heldOut = 0.1

  @Option(help: ArgumentHelp("How many of them to ask at most.", valueName: "n"))
  var limit = 2000

  @Option(
    help: ArgumentHelp("Write a line on progress to standard error every so many seconds.", valueName: "seconds"))
  var logEvery: Double?

  @OptionGroup(title: "Training") var training: TrainingOptions

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    if let trials, trials < 1 { throw ValidationError("--trials must be at least 1, not \(trials).") }
    guard task != .first(0), task != .random(0) else {
      throw ValidationError("--task \(task.rawValue) has no seeds to go by.")
    }
    if let sample, !(sample > 0 && sample <= 1) {
      throw ValidationError("--sample must be over 0 and at most 1, not \(sample).")
    }
    guard !isSampledThroughout || sample != nil else {
      throw ValidationError("--sample-throughout goes with --sample.")
    }
    guard heldOut > 0, heldOut < 1 else {
      throw ValidationError("--held-out must be over 0 and under 1, not \(heldOut).")
    }
    guard limit >= 1 else { throw ValidationError("--limit must be at least 1, not \(limit).") }
    if let logEvery, !(logEvery > 0) { throw ValidationError("--log-every must be over 0 seconds, not \(logEvery).") }
    if let both = vary?.names.first(where: { name in training.given.contains { $0.parameter == name } }) {
      let option = TrainingOptions.option(for: both)
      throw ValidationError("\(option) holds a value that --vary would change; give one of them.")
    }
    guard !space.dimensions.isEmpty else {
      throw ValidationError("Every parameter that can be varied is given; leave one out.")
    }
  }

  /// What is searched: the parameters of `train` with the same options, along what is not given.
  var space: SearchSpace {
    let given = Set(training.given.map(\.parameter))
    return SearchSpace(
      start: training.parameters,
      dimensions: SearchSpace.knownDimensions.filter { vary?.names.contains($0.name) ?? !given.contains($0.name) })
  }

  func run() throws {
    let line = telling.line(logInterval: logEvery)
    Interruption.watch(writingInto: reading.rejectsFolder)
    let space = space
    let read = try reading.readCorpus(corpus, progress: line)
    Interruption.askToStopFirst(saying: "ending the search; Ctrl-C again stops at once and shows nothing")
    var playlists = try TuningCorpus(
      read.corpus, heldOut: heldOut, limit: limit, minimumCount: space.start.minimumCount, seed: space.start.seed)
    let plan = try plan(for: playlists, from: space.start, progress: line)
    try playlists.takeSample(share: plan.sampleShare)

    let seconds = secondsOfBudget.map { max($0 - line.elapsedSeconds, 1e-3) }
    let tuner = Tuner(
      space: space, rungs: Rung.ladder(isSampledThroughout: plan.isSampledThroughout),
      limits: TuningLimits(seconds: seconds, trials: trials), seed: space.start.seed)
    let report = tuner.search(
      with: runner(on: playlists), progress: { line.show(Rendering.text(of: $0, metric: metric)) },
      shouldStop: { Interruption.isStopAsked })
    line.finish()
    Rendering.show(
      TuningResult(command: self, space: space, playlists: playlists, plan: plan, report: report),
      seconds: line.elapsedSeconds, asJSON: output.isJSON)
    if report.end == .interrupted {
      Rendering.interrupted()
      throw ExitCode(.interrupted)
    }
    guard report.best != nil else { throw nothingMeasured(report) }
  }

  /// The seconds of the budget: ten minutes where nothing else ends the search.
  private var secondsOfBudget: Double? { budget?.seconds ?? (trials == nil ? 600 : nil) }

  /// How much to train on: what the options say, else what a short training shows to fit into the budget.
  private func plan(
    for playlists: TuningCorpus, from start: TrainingParameters, progress line: ProgressLine
  ) throws -> TuningPlan {
    if let sample { return TuningPlan(sampleShare: sample, isSampledThroughout: isSampledThroughout) }
    guard let seconds = secondsOfBudget else { return TuningPlan() }
    line.begin("measuring how long a training takes")
    do {
      let plan = try TuningPlan.measured(
        budget: seconds, corpus: playlists, start: start, runner: runner(on:),
        shouldStop: { Interruption.isStopAsked })
      if plan.isSampledThroughout { Rendering.noteSampledThroughout(plan) }
      return plan
    } catch is CancellationError {
      line.finish()
      Rendering.interrupted()
      throw ExitCode(.interrupted)
    }
  }

  private func runner(on playlists: TuningCorpus) -> CorpusTrialRunner {
    CorpusTrialRunner(corpus: playlists, metric: metric, task: task, relation: relation)
  }

  private func nothingMeasured(_ report: TuningReport) -> DataError {
    let place = corpus.joined(separator: ", ")
    for trial in report.trials {
      guard case .failed(let words) = trial.fault else { continue }
      return DataError(
        .badData, at: place, "no trial could be trained", remedy: "the first says: \(words)")
    }
    return DataError(
      .badData, at: place, "the budget was over before a trial was measured",
      remedy: "give more time with --budget, or train on less with --sample")
  }
}
