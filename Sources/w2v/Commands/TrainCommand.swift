import ArgumentParser
import Embeddings
import Files
import Foundation
import Similarity

/// `w2v train`: playlists in, a published model out.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn vectors from playlists, index them and publish a model.",
    discussion: """
      Tracks that are in the same playlists get vectors that lie close. With a catalog (--catalog, or a tracks.tsv in \
      the folder of the playlists, or what the format itself carries) albums and artists get vectors in the same \
      space; playlists always do. The model becomes the current one of its folder unless --no-promote is given.

      EXAMPLES
        w2v train playlists.tsv.gz --catalog tracks.tsv.gz --models models
        w2v train demo --models models --dimension 64 --epochs 30 --label demo
        w2v train week.jsonl --models models --no-promote --label canary --json
        w2v train year.tsv.zst --models models --checkpoint 10
        w2v train year.tsv.zst --models models --checkpoint 10 --resume
        w2v train year.tsv.zst --models models --validation 0.02 --patience 3
        w2v train week.jsonl --models models --continue-from current
      """)

  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "corpus"))
  var corpus: [String]

  @Option(help: ArgumentHelp("The folder of the models; created if need be.", valueName: "dir"))
  var models: String

  @OptionGroup var known: CatalogOptions

  @Option(help: ArgumentHelp("A name to give the version besides; may be repeated.", valueName: "name"))
  var label: [String] = []

  @Flag(name: .customLong("no-promote"), help: "Publish the model, but do not make it the current one.")
  var isNotPromoted = false

  @Flag(
    name: .customLong("no-playlist-vectors"),
    help: "Give playlists no vectors; without them, memory does not grow with the number of playlists.")
  var hasNoPlaylistVectors = false

  @Option(
    help: ArgumentHelp(
      "Go on from this model: add the tracks it lacks, and update those it has.", valueName: "version|label"))
  var continueFrom: String?

  @OptionGroup(title: "Training") var training: TrainingOptions

  @OptionGroup(title: "Validation") var validation: ValidationOptions

  @OptionGroup(title: "Long trainings") var checkpoints: CheckpointOptions

  @OptionGroup(title: "Progress") var progress: ProgressOptions

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @Option(
    help: ArgumentHelp(
      "Begin at the vectors of an older model and keep to its space, so that listeners' vectors of it can still be asked.",
      valueName: "version|label"))
  var alignTo: String?

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    try LabelName.validate(label)
    try known.validate(besides: corpus)
    guard continueFrom == nil || training.preset == .playlists else {
      throw ValidationError("--continue-from takes the settings of its model, so --preset cannot go with it.")
    }
  }

  func run() throws {
    let line = telling.line(logInterval: progress.logEvery)
    let store = ModelStore(folder: models)
    try Output.requireFolder(models)
    try progress.curve.map(Output.requireFile)
    Interruption.watch(
      writingInto: models, TrainingCheckpoint.folder(models: models), progress.curve.map(Paths.folder(of:)),
      reading.rejectsFolder)

    let old = try continueFrom.map { try load($0, from: store) }
    let parameters = try parameters(continuing: old)
    let aligned = try alignTo.map { try load($0, from: store) }
    if let aligned, aligned.relations.dimension != parameters.dimension {
      throw ValidationError(
        "--dimension \(parameters.dimension) does not go with --align-to: the vectors of \(aligned.version) have "
          + "\(aligned.relations.dimension).")
    }
    let read = try readPlaylists(minimumCount: old == nil ? parameters.minimumCount : 1, progress: line)
    let continued = try old.map { old in
      try ContinuedTraining(
        from: old.trackVectors, of: old.vocabulary,
        epochs: old.manifest.summary?.losses.count ?? parameters.epochs, with: read.corpus,
        minimumCount: parameters.minimumCount)
    }
    let corpus = continued?.corpus ?? read.corpus
    if let old, let continued { Rendering.note(continuing: old.manifest, newTracks: continued.newTracks) }
    try corpus.requireTrainable(from: self.corpus, minimumCount: parameters.minimumCount)
    var catalog = try known.read(besides: self.corpus, isStrict: reading.isStrict)
    if let old { catalog.merge(old.catalog) }
    catalog.merge(read.catalog)

    let builder = ModelBuilder(
      catalog: catalog, threads: parameters.threads, composesPlaylists: !hasNoPlaylistVectors)
    let run = try InterruptibleTraining(
      checkpoint: TrainingCheckpoint(models: models, corpus: corpus, parameters: parameters),
      options: checkpoints, epochs: parameters.epochs)
    let parent = try old?.version ?? store.labels()["current"]
    let built = try run.perform { state, saving in
      var start = consume state
      if start == nil {
        start = try continued?.start(parameters: parameters, shouldStop: { Interruption.isStopAsked })
        if start == nil, let aligned {
          start = TrainingState(
            warmedBy: aligned.trackVectors, aligned.vocabulary, for: corpus.vocabulary, seed: parameters.seed)
        }
      }
      return try builder.build(
        training: corpus, with: parameters, created: Date(), parent: parent, from: start.take(),
        validation: read.validation, checkpoints: saving, aligningTo: aligned, newTracks: continued?.newTracks,
        progress: { stage in
          run.notice(stage)
          Rendering.show(stage, on: line)
        }, shouldStop: { Interruption.isStopAsked })
    }
    line.begin("publishing")
    let manifest = try store.publish(built, labels: label, isCurrent: !isNotPromoted)
    try run.finish()
    if let path = progress.curve, let summary = manifest.summary { try Rendering.drawCurve(of: summary, to: path) }
    line.finish()
    let model = PublishedModel(manifest, labels: try store.labels(), in: store)
    Rendering.showPublished(
      model, rejected: read.report.rejected, seconds: line.elapsedSeconds, asJSON: output.isJSON)
  }

  /// What there is to train on, and to measure on.
  private func readPlaylists(
    minimumCount: Int, progress line: ProgressLine
  ) throws -> (corpus: EncodedCorpus, validation: TrainingValidation?, catalog: Catalog, report: ReadingReport) {
    func measuring(_ playlists: [[String]]) -> TrainingValidation {
      TrainingValidation(
        playlists: playlists, interval: validation.validationEvery, patience: validation.patience)
    }
    if let split = validation.heldOut {
      let read = try reading.readCorpus(
        corpus, holdingOut: split, minimumCount: minimumCount, threads: training.parameters.threads, progress: line)
      return (read.corpus, measuring(read.heldOut), read.catalog, read.report)
    }
    let heldOut = try validation.path.map { try reading.readPlaylists([$0]).map(\.tracks) }
    let read = try reading.readCorpus(
      corpus, minimumCount: minimumCount, threads: training.parameters.threads, progress: line)
    return (read.corpus, heldOut.map(measuring), read.catalog, read.report)
  }

  /// The model to go on from.
  private func load(_ name: String, from store: ModelStore) throws -> Model {
    let (model, note) = try store.load(name, parts: .vectors(of: .track, withCatalog: true))
    if let note { Rendering.note(note) }
    return model
  }

  /// The settings of the model to go on from, or of the preset, and what is given over them.
  private func parameters(continuing old: Model?) throws -> TrainingParameters {
    guard let old else { return training.parameters }
    var settings = old.manifest.training ?? training.parameters
    settings.dimension = old.trackVectors.input.dimension
    settings.threads = 0
    let parameters = training.parameters(over: settings)
    guard parameters.dimension == settings.dimension else {
      throw ValidationError(
        "--dimension \(parameters.dimension) cannot be: the vectors of \(old.version) have \(settings.dimension).")
    }
    return parameters
  }
}
