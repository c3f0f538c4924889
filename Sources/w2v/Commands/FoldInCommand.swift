import ArgumentParser
import Embeddings
import Files
import Foundation
import Similarity

/// `w2v fold-in`: vectors for new tracks and playlists from a model that stays as it is.
struct FoldInCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fold-in",
    abstract: "Give vectors to new tracks and playlists, leaving those of a model as they are.",
    discussion: """
      The playlists hold tracks that the model knows and tracks that it does not. A new track learns from those it shares \
      playlists with; a new playlist, album or artist is composed of its tracks. What the model has keeps its vectors to \
      the bit, and the coordinates stay the same. The result is published as a version whose parent is the model, or \
      with -o just the new vectors of one kind are written. To let old tracks learn too, use 'w2v train --continue-from'.

      EXAMPLES
        w2v fold-in today.jsonl --models models
        w2v fold-in today.tsv --catalog tracks.tsv --models models --label today
        w2v fold-in today.tsv --models models -o new-tracks.txt
        w2v fold-in today.tsv --models models --kind playlist -o new-playlists.txt

      EXIT STATUS
        1 when -o is given and there is nothing new to write
      """)

  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "playlists"))
  var playlists: [String]

  @OptionGroup var models: ModelOptions

  @OptionGroup var known: CatalogOptions

  @Option(help: ArgumentHelp("A name to give the version besides; may be repeated.", valueName: "name"))
  var label: [String] = []

  @Flag(name: .customLong("no-promote"), help: "Publish the model, but do not make it the current one.")
  var isNotPromoted = false

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Publish nothing; write the new vectors of a kind to this file.", valueName: "file"))
  var output: String?

  @Option(help: "With -o: whose vectors.")
  var kind = ItemKind.track

  @Option(help: "With -o: which of the two tables: what a track is, or the company it keeps.")
  var table = EmbeddingRole.input

  @Option(help: "With -o: the format of the file.")
  var outputFormat = VectorFormat.word2vecText

  @Option(help: ArgumentHelp("With -o: write the ids to this file, in the order of the rows.", valueName: "file"))
  var ids: String?

  @Option(
    help: ArgumentHelp("How often the playlists are gone through; as for the model unless given.", valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp("Worker threads; with one, a seed gives the same bytes. 0 for one a core.", valueName: "n"))
  var threads = 1

  @Option(help: ArgumentHelp("The seed of all randomness; that of the model unless given.", valueName: "n"))
  var seed: UInt64?

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var telling: ProgressOption

  @OptionGroup var json: JSONOption

  func validate() throws {
    try LabelName.validate(label)
    try known.validate(besides: playlists)
    guard output == nil || (label.isEmpty && !isNotPromoted && !json.isJSON) else {
      throw ValidationError("With -o nothing is published: --label, --no-promote and --json cannot go with it.")
    }
    guard output != nil || (kind == .track && table == .input && outputFormat == .word2vecText && ids == nil) else {
      throw ValidationError("--kind, --table, --output-format and --ids go with -o.")
    }
    guard (1...1_000_000).contains(epochs ?? 1) else {
      throw ValidationError("--epochs must be from 1 to 1000000, not \(epochs ?? 1).")
    }
    guard (0...1024).contains(threads) else {
      throw ValidationError("--threads must be from 0 to 1024, not \(threads).")
    }
  }

  func run() throws {
    let line = telling.line()
    try output.map(Output.requireFile)
    try ids.map(Output.requireFile)
    if output == nil { try Output.requireFolder(models.models) }
    Interruption.watch(
      writingInto: output == nil ? models.models : nil, output.map(Paths.folder(of:)), ids.map(Paths.folder(of:)),
      reading.rejectsFolder)

    let model = try models.load(.unindexed)
    let read = try reading.readCorpus(playlists, progress: line)
    var catalog = try known.read(besides: playlists, isStrict: reading.isStrict)
    catalog.merge(read.catalog)
    let folded = try FoldedModel(
      model, folding: read.corpus, catalog: catalog, parameters: parameters(of: model),
      progress: { line.show(Rendering.text(of: $0)) })
    Rendering.note(foldedInto: model.manifest, folded)
    if let output {
      line.finish()
      try write(folded, to: output)
      return
    }
    let built = try folded.build(created: Date()) { Rendering.show($0, on: line) }
    line.begin("publishing")
    let store = models.store
    let manifest = try store.publish(built, labels: label, isCurrent: !isNotPromoted)
    line.finish()
    Rendering.showPublished(
      PublishedModel(manifest, labels: try store.labels(), in: store), rejected: read.report.rejected,
      seconds: line.elapsedSeconds, asJSON: json.isJSON)
  }

  /// The settings the model was trained with, and what is given over them.
  private func parameters(of model: Model) -> TrainingParameters {
    var parameters = model.manifest.training ?? TrainingParameters()
    if let epochs { parameters.epochs = epochs }
    if let seed { parameters.seed = seed }
    parameters.threads = threads
    return parameters
  }

  private func write(_ folded: FoldedModel, to path: String) throws {
    let vectors = folded.newVectors(kind, table)
    guard vectors.ids.count > 0 else {
      Rendering.note("the playlists hold no new \(kind.rawValue)")
      throw ExitCode(.no)
    }
    try vectors.export(to: path, format: outputFormat)
    try ids.map { try vectors.ids.write(to: $0) }
    Rendering.showExport(vectors, kind: kind, table: table, format: outputFormat.rawValue, path: path)
  }
}
