import ArgumentParser
import Files
import Similarity

/// `w2v models`: what is in a folder of models.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List, show, verify, compare, promote and remove published models.",
    discussion: """
      EXAMPLES
        w2v models list --models models
        w2v models show --models models
        w2v models verify --models models
        w2v models promote canary --models models
        w2v models rollback --models models
      """,
    subcommands: [
      ModelsListCommand.self, ModelsShowCommand.self, ModelsVerifyCommand.self, ModelsDiffCommand.self,
      ModelsPromoteCommand.self, ModelsRollbackCommand.self, ModelsLabelCommand.self, ModelsPruneCommand.self,
      ModelsDenyCommand.self,
      ModelsAllowCommand.self,
    ])
}

/// `w2v models list`: the versions, oldest first.
struct ModelsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the versions and labels in a folder, oldest first.",
    discussion: """
      EXAMPLES
        w2v models list --models models
        w2v models list --models models --json
      """)

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  @OptionGroup var output: JSONOption

  func run() throws {
    let store = ModelStore(folder: models)
    let labels = try store.labels()
    let entries = try store.versions().map { PublishedModel(try store.manifest(of: $0), labels: labels, in: store) }
    if entries.isEmpty { Rendering.note("\(models): holds no model; make one with 'w2v train'") }
    Rendering.show(entries, asJSON: output.isJSON)
  }
}

/// `w2v models show`: one version.
struct ModelsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a model is, what it was trained on and how.",
    discussion: """
      EXAMPLES
        w2v models show --models models
        w2v models show before-summer --models models --json
      """)

  @Argument(help: ArgumentHelp("The version or label; the current one unless given.", valueName: "version|label"))
  var name: String?

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  @OptionGroup var output: JSONOption

  func run() throws {
    let store = ModelStore(folder: models)
    let selection = try store.select(name)
    if let note = selection.note { Rendering.note(note) }
    let model = PublishedModel(try store.manifest(of: selection.version), labels: try store.labels(), in: store)
    try Rendering.showDetails(of: model, asJSON: output.isJSON)
  }
}

/// `w2v models verify`: every byte against the manifest.
struct ModelsVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every file of a model against its manifest, and that every label names a version.",
    discussion: """
      EXAMPLES
        w2v models verify --models models              every version
        w2v models verify current --models models      one of them

      EXIT STATUS
        1 when a file is missing or differs, or a label names no version
      """)

  @Argument(help: ArgumentHelp("The version or label; every version unless given.", valueName: "version|label"))
  var name: String?

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  @OptionGroup var output: JSONOption

  func run() throws {
    let store = ModelStore(folder: models)
    let versions = try name.map { [try store.select($0).version] } ?? store.versions()
    if versions.isEmpty { _ = try store.select() }
    let outcomes = versions.map { version in
      (version, Result { try store.verify(version) }.mapError { $0 as? DataError ?? .unforeseen($0, at: version) })
    }
    for (version, outcome) in outcomes { Rendering.show(outcome, of: version, asJSON: output.isJSON) }
    let dangling = try store.danglingLabels()
    for (label, version) in dangling.sorted(by: { $0.key < $1.key }) {
      Rendering.note("\(models): the label '\(label)' names '\(version)', which is not there")
    }
    if !dangling.isEmpty || outcomes.contains(where: { if case .failure = $0.1 { true } else { false } }) {
      throw ExitCode(.no)
    }
  }
}

/// A version with the names it goes by.
struct PublishedModel {
  let manifest: Manifest
  /// Its labels, sorted, without `current`.
  let labels: [String]
  let isCurrent: Bool
  let folder: String

  init(_ manifest: Manifest, labels: [String: String], in store: ModelStore) {
    self.manifest = manifest
    self.labels = labels.filter { $0.value == manifest.version && $0.key != "current" }.keys.sorted()
    isCurrent = labels["current"] == manifest.version
    folder = store.folder(of: manifest.version)
  }

  /// The size of all files, the manifest aside.
  var byteCount: Int { manifest.files.reduce(0) { $0 + $1.bytes } }
}

extension DataError {
  /// An error of another type in the shape of this one.
  static func unforeseen(_ error: any Error, at place: String) -> DataError {
    DataError(.badData, at: place, "\(error)")
  }
}
