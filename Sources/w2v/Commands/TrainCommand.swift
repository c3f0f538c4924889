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
      """)

  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "corpus"))
  var corpus: [String]

  @Option(help: ArgumentHelp("The folder of the models; created if need be.", valueName: "dir"))
  var models: String

  @Option(
    help: ArgumentHelp("What is known of the tracks: a tracks.tsv, or a folder that holds one.", valueName: "path"))
  var catalog: String?

  @Option(help: ArgumentHelp("Which recording each track is: lines of track id, TAB, recording id.", valueName: "file"))
  var recordings: String?

  @Option(help: ArgumentHelp("A name to give the version besides; may be repeated.", valueName: "name"))
  var label: [String] = []

  @Flag(name: .customLong("no-promote"), help: "Publish the model, but do not make it the current one.")
  var isNotPromoted = false

  @Flag(
    name: .customLong("no-playlist-vectors"),
    help: "Give playlists no vectors; without them, memory does not grow with the number of playlists.")
  var hasNoPlaylistVectors = false

  @OptionGroup(title: "Training") var training: TrainingOptions

  @OptionGroup(title: "Validation") var validation: ValidationOptions

  @OptionGroup(title: "Long trainings") var checkpoints: CheckpointOptions

  @OptionGroup(title: "Progress") var progress: ProgressOptions

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var output: JSONOption

  func validate() throws {
    try LabelName.validate(label)
    guard recordings == nil || catalog != nil || corpus.contains(where: Self.holdsCatalog) else {
      throw ValidationError("--recordings goes with a catalog; name one with --catalog.")
    }
  }

  func run() throws {
    let line = ProgressLine(logInterval: progress.logEvery)
    let store = ModelStore(folder: models)
    try Output.requireFolder(models)
    try progress.curve.map(Output.requireFile)
    Interruption.watch(
      writingInto: models, TrainingCheckpoint.folder(models: models), progress.curve.map(Paths.folder(of:)),
      reading.rejectsFolder)

    let parameters = training.parameters
    let read = try readPlaylists(minimumCount: parameters.minimumCount, progress: line)
    try read.corpus.requireTrainable(from: corpus, minimumCount: parameters.minimumCount)
    var catalog = try readCatalog()
    catalog.merge(read.catalog)

    let builder = ModelBuilder(
      catalog: catalog, threads: parameters.threads, composesPlaylists: !hasNoPlaylistVectors)
    let run = try InterruptibleTraining(
      checkpoint: TrainingCheckpoint(models: models, corpus: read.corpus, parameters: parameters),
      options: checkpoints, epochs: parameters.epochs)
    let built = try run.perform { state, saving in
      try builder.build(
        training: read.corpus, with: parameters, created: Date(), parent: try store.labels()["current"], from: state,
        validation: read.validation, checkpoints: saving,
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

  /// The catalog that the options name, or those that lie in the folders of the corpus.
  private func readCatalog() throws -> Catalog {
    var found = Catalog()
    let paths = catalog.map { [$0] } ?? corpus.filter(Self.holdsCatalog)
    for path in paths {
      let (tracks, report) = try Catalog.read(path: path, recordings: recordings, isStrict: reading.isStrict)
      if catalog == nil {
        Rendering.note("\(path): holds a catalog of \(Figures.count(tracks.count, of: "track")); using it")
      }
      Rendering.note(rejectsOfCatalog: report)
      found.merge(tracks)
    }
    return found
  }

  /// Whether a path of the corpus is a folder with a catalog in it.
  private static func holdsCatalog(_ path: String) -> Bool {
    guard path != "-", Paths.isFolder(path) else { return false }
    return (try? Paths.names(in: path))?.contains { $0.hasPrefix("tracks.tsv") } ?? false
  }
}
