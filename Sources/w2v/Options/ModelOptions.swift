import ArgumentParser
import Similarity

/// Where models lie, and which one is meant.
struct ModelOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  @Option(help: ArgumentHelp("The version or label to use; the current one unless given.", valueName: "version|label"))
  var model: String?

  /// The folder as a store.
  var store: ModelStore { ModelStore(folder: models) }

  /// Loads the parts of the model that a command needs, and says when it is another than the one asked for.
  ///
  /// - Throws: ``DataError`` when nothing can be loaded.
  func load(_ parts: ModelParts) throws -> Model {
    let (model, note) = try store.load(model, parts: parts)
    if let note { Rendering.note(note) }
    return model
  }
}
