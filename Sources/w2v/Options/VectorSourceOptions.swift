import ArgumentParser
import Embeddings
import Similarity

/// Vectors to ask: a file of them, or those of a published model.
struct VectorSourceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A file of vectors: text, binary, npy or fvecs, packed or not.", valueName: "file"))
  var vectors: String?

  @Option(help: ArgumentHelp("The ids of the file's rows, a line each, for formats without ids.", valueName: "file"))
  var ids: String?

  @Option(
    help: ArgumentHelp("The format of the file; told from its first bytes unless given.", valueName: "format"))
  var format: VectorFormat?

  @Option(help: ArgumentHelp("The folder of the models, to ask a model instead of a file.", valueName: "dir"))
  var models: String?

  @Option(help: ArgumentHelp("The version or label to ask; the current one unless given.", valueName: "version|label"))
  var model: String?

  func validate() throws {
    guard (vectors == nil) != (models == nil) else {
      throw ValidationError("Name a file with --vectors, or a folder of models with --models.")
    }
    guard vectors != nil || (ids == nil && format == nil) else {
      throw ValidationError("--ids and --format go with --vectors.")
    }
    guard models != nil || model == nil else { throw ValidationError("--model goes with --models.") }
  }

  /// What is asked, as messages name it.
  enum Place: Sendable {
    case file(String)
    case model(version: String)

    var description: String {
      switch self {
      case .file(let path): path
      case .model(let version): "model \(version)"
      }
    }
  }

  /// Reads the vectors: those of the file, or the input vectors of the model's items of a kind, with what these are called.
  ///
  /// - Throws: `DataError`.
  func read(
    _ kind: ItemKind = .track
  ) throws -> (table: EmbeddingTable, place: Place, list: ItemList?) {
    if let vectors {
      return (try NamedVectors.read(path: vectors, format: format, ids: ids), .file(vectors), nil)
    }
    let (model, note) = try ModelStore(folder: models ?? "").load(model, parts: .vectors(of: kind))
    if let note { Rendering.note(note) }
    return (model[kind].table(.input), .model(version: model.version), model[kind].list)
  }
}
