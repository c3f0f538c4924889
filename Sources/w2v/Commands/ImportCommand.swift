import ArgumentParser
import Embeddings
import Files
import Foundation
import Similarity

/// `w2v import`: vectors of other programs as a published model.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Publish track vectors that another program has made as a model.",
    discussion: """
      The vectors may be word2vec text or binary, npy or fvecs, packed with gzip or zstd or not. Their ids are the \
      tracks; a catalog adds albums and artists. npy and fvecs hold no ids: without --ids rows are called 0, 1, 2. \
      Without --context the relation 'together' is answered like 'alike'.

      EXAMPLES
        w2v import vectors.txt --models models
        w2v import vectors.txt --catalog tracks.tsv.gz --models models
        w2v import input.bin --context context.bin --models models --label old
        w2v import tracks.npy --ids tracks.ids --models models --no-promote --json
      """)

  @Argument(help: ArgumentHelp("The track vectors.", valueName: "vectors"))
  var vectors: String

  @Option(help: ArgumentHelp("The folder of the models; created if need be.", valueName: "dir"))
  var models: String

  @Option(help: ArgumentHelp("The context vectors of the same tracks.", valueName: "vectors"))
  var context: String?

  @Option(help: ArgumentHelp("The ids of the rows, a line each, for formats without ids.", valueName: "file"))
  var ids: String?

  @Option(
    help: ArgumentHelp("What is known of the tracks: a tracks.tsv, or a folder that holds one.", valueName: "path"))
  var catalog: String?

  @Option(help: ArgumentHelp("Which recording each track is: lines of track id, TAB, recording id.", valueName: "file"))
  var recordings: String?

  @Option(
    help: ArgumentHelp("The format of the vectors; told from their first bytes unless given.", valueName: "format"))
  var format: VectorFormat?

  @Option(help: ArgumentHelp("A name to give the version besides; may be repeated.", valueName: "name"))
  var label: [String] = []

  @Flag(name: .customLong("no-promote"), help: "Publish the model, but do not make it the current one.")
  var isNotPromoted = false

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    try LabelName.validate(label)
    guard recordings == nil || catalog != nil else {
      throw ValidationError("--recordings goes with a catalog; name one with --catalog.")
    }
  }

  func run() throws {
    let line = telling.line()
    let store = ModelStore(folder: models)
    try Output.requireFolder(models)
    Interruption.watch(writingInto: models)

    line.begin("reading \(vectors)")
    let input = try NamedVectors.read(path: vectors, format: format, ids: ids)
    let contextTable = try context.map { path in
      try NamedVectors.read(path: path, format: format, idsIfNone: ids).rows(of: input.ids, place: path)
    }
    if let contextTable, contextTable.matrix.dimension != input.matrix.dimension {
      throw DataError(
        .badData, at: context ?? "",
        "vectors of dimension \(contextTable.matrix.dimension), but those of \(vectors) have \(input.matrix.dimension)",
        remedy: "name the two tables of one training")
    }
    var known = Catalog()
    var rejected = 0
    if let catalog {
      let (tracks, report) = try Catalog.read(path: catalog, recordings: recordings)
      Rendering.note(rejectsOfCatalog: report)
      known = tracks
      rejected = report.rejected
    }
    let built = try ModelBuilder(catalog: known).build(
      importing: input, context: contextTable, created: Date(), parent: try store.labels()["current"]
    ) { Rendering.show($0, on: line) }
    line.begin("publishing")
    let manifest = try store.publish(built, labels: label, isCurrent: !isNotPromoted)
    line.finish()
    let model = PublishedModel(manifest, labels: try store.labels(), in: store)
    Rendering.showPublished(model, rejected: rejected, seconds: line.elapsedSeconds, asJSON: output.isJSON)
  }
}

extension EmbeddingTable {
  /// The same vectors in the order of `ids`.
  ///
  /// - Throws: `DataError` with code `badData` when one of the ids has no vector here.
  func rows(of ids: IdentifierTable, place: String) throws -> EmbeddingTable {
    if self.ids == ids { return self }
    var values: [Float] = []
    values.reserveCapacity(ids.count * matrix.dimension)
    for ordinal in 0..<ids.count {
      guard let row = self[ids[ordinal]] else {
        throw DataError(
          .badData, at: place, "no vector for '\(ids[ordinal])'", remedy: "both tables need a vector for every track")
      }
      values.append(contentsOf: row)
    }
    return EmbeddingTable(
      ids: ids, matrix: EmbeddingMatrix(count: ids.count, dimension: matrix.dimension, values: values))
  }
}
