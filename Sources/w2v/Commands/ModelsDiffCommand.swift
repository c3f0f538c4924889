import ArgumentParser
import Files
import Similarity

/// `w2v models diff`: what changed from one model to another, beyond chance.
struct ModelsDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what changed from one model to another beyond what another seed would change.",
    discussion: """
      Two trainings of the same playlists differ, so that neighbours always move. --reseed names a model of the playlists \
      of one of both, trained with another --seed: what moves no farther than that is chance, and is not told.

      --gate names a file with bounds for what may change; the verdict is kept with the models, and 'w2v models promote' \
      obeys it.

      EXAMPLES
        w2v models diff current canary --models models --reseed twin
        w2v models diff current canary --models models --gate gate.json
        w2v models diff current canary --models models --playlists held-out --json

      EXIT STATUS
        1 when the gate refuses the new model
      """)

  @Argument(help: ArgumentHelp("The model to compare with.", valueName: "old"))
  var old: String

  @Argument(help: ArgumentHelp("The model in question.", valueName: "new"))
  var new: String

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  @Option(help: ArgumentHelp("A model that differs from one of both by its seed.", valueName: "version|label"))
  var reseed: String?

  @Option(help: ArgumentHelp("Playlists no model was trained on; may be repeated.", valueName: "path"))
  var playlists: [String] = []

  @Option(help: ArgumentHelp("A file with bounds for what may change.", valueName: "file"))
  var gate: String?

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var output: JSONOption

  func run() throws {
    let store = ModelStore(folder: models)
    let gate = try gate.map { try Gate(path: $0) }
    let heldOut = playlists.isEmpty ? nil : try reading.readPlaylists(playlists).map(\.tracks)
    let older = try load(old, from: store)
    let newer = try load(new, from: store)
    let twin = try reseed.map { try load($0, from: store) }
    if let twin,
      [older.version, newer.version].contains(twin.version)
        || !ModelDiff.isReseed(twin, of: older) && !ModelDiff.isReseed(twin, of: newer)
    {
      throw DataError(
        .badData, at: store.folder(of: twin.version),
        "is no third model, of the playlists of \(older.version) or \(newer.version) with another seed",
        remedy: "train one of their corpora with another --seed, or leave --reseed out")
    }
    let diff = ModelDiff(from: older, to: newer, reseed: twin, heldOut: heldOut)
    let verdict = gate?.verdict(on: diff)
    Rendering.show(diff, verdict, asJSON: output.isJSON)
    guard let verdict else { return }
    try store.record(verdict)
    if !verdict.isPassed { throw ExitCode(.no) }
  }

  private func load(_ name: String, from store: ModelStore) throws -> Model {
    let (model, note) = try store.load(name, parts: .everything)
    if let note { Rendering.note(note) }
    return model
  }
}
