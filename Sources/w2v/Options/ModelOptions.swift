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

  /// An engine with the parts of the model that a command needs, and with what has been taken down.
  ///
  /// - Throws: `DataError` when nothing can be loaded.
  func engine(_ parts: ModelParts) throws -> SimilarityEngine { try store.engine(model, parts) }

  /// Loads the parts of the model that a command needs, and says when it is another than the one asked for.
  ///
  /// - Throws: `DataError` when nothing can be loaded.
  func load(_ parts: ModelParts) throws -> Model { try store.loadAndSay(model, parts) }
}

extension ModelStore {
  /// An engine with parts of a model and with what has been taken down.
  ///
  /// - Parameter available: how many bytes a whole model may take; nil for any number.
  /// - Throws: `DataError` when nothing can be loaded.
  func engine(_ name: String?, _ parts: ModelParts, within available: Int? = nil) throws -> SimilarityEngine {
    // In a conversation the model is loaded once, with all that its questions may need.
    guard !KeptForConversation.isUnderWay || available != nil else {
      return try KeptForConversation.value("engine of \(folder), \(name ?? "the current one")") {
        try newEngine(name, .everything, within: available)
      }
    }
    return try newEngine(name, parts, within: available)
  }

  private func newEngine(_ name: String?, _ parts: ModelParts, within available: Int?) throws -> SimilarityEngine {
    let wanted = try select(name).version
    let loaded = try loadAndSay(name, parts, within: available)
    return SimilarityEngine(
      model: loaded, denied: try denyList(), label: label(choosing: name),
      standingInFor: loaded.version == wanted ? nil : wanted)
  }

  /// Loads parts of a model, and says when it is another than the one asked for.
  ///
  /// - Throws: `DataError` when nothing can be loaded.
  fileprivate func loadAndSay(_ name: String?, _ parts: ModelParts, within available: Int? = nil) throws -> Model {
    let (model, note) = try load(name, parts: parts, within: available)
    if let note { Rendering.note(note) }
    return model
  }
}
