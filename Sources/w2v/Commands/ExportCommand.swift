import ArgumentParser
import Embeddings
import Files
import Similarity

/// `w2v export`: a model's vectors in the formats of other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write vectors of a model in a format of other programs.",
    discussion: """
      The formats are word2vec text and binary, tsv, jsonl, npy (NumPy) and fvecs. The last two hold no ids: --ids writes \
      them, a line for each row. --projector writes what the Embedding Projector of TensorFlow loads: a folder with \
      vectors.tsv and metadata.tsv.

      EXAMPLES
        w2v export --models models -o tracks.txt
        w2v export --models models --format npy -o tracks.npy --ids tracks.ids
        w2v export --models models --kind artist --format binary -o artists.bin
        w2v export --models models --table context --format binary -o context.bin
        w2v export --models models --kind artist --projector projector
      """)

  @OptionGroup var models: ModelOptions

  @Option(help: "Whose vectors.")
  var kind = ItemKind.track

  @Option(help: "Which of the two tables: what a track is, or the company it keeps.")
  var table = EmbeddingRole.input

  @Option(help: "The format.")
  var format = VectorFormat.word2vecText

  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The file to write.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Write the tables of the Embedding Projector into this folder.", valueName: "dir"))
  var projector: String?

  @Option(help: ArgumentHelp("Write the ids to this file, in the order of the rows.", valueName: "file"))
  var ids: String?

  func validate() throws {
    guard output != nil || projector != nil else {
      throw ValidationError("Give a file (-o) or a folder (--projector).")
    }
    guard output != nil || ids == nil else { throw ValidationError("--ids goes with -o.") }
  }

  func run() throws {
    for file in [output, ids].compactMap({ $0 }) { try Output.requireFile(file) }
    if let projector { try Output.requireFolder(projector) }
    Interruption.watch(writingInto: output.map(Paths.folder(of:)), ids.map(Paths.folder(of:)), projector)
    let model = try models.load(.vectors(of: kind))
    let vectors = model[kind].table(table)
    guard vectors.ids.count > 0 else {
      Rendering.note("model \(model.version) has no \(kind.plural)")
      throw ExitCode(.no)
    }
    if let output {
      try vectors.export(to: output, format: format)
      try ids.map { try vectors.ids.write(to: $0) }
      Rendering.showExport(vectors, kind: kind, table: table, format: format.rawValue, path: output)
    }
    if let projector {
      try ProjectorFiles(vectors: vectors, items: model[kind].list).write(into: projector)
      Rendering.showExport(vectors, kind: kind, table: table, format: "for the Embedding Projector", path: projector)
    }
  }
}
