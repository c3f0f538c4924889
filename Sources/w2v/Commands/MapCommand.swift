import ArgumentParser
import Files
import Similarity

/// `w2v map`: the tracks of a model as a picture to walk in.
struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Draw the tracks of a model on one page: what is alike lies near.",
    discussion: """
      The page needs nothing but a browser: no network, no other file. It zooms from regions, named after the artist of \
      most of their tracks, to every track; it finds tracks by name and shows what is like them. The most popular \
      tracks are drawn, each recording once. With --beside the page also shows which tracks have other neighbours than in \
      another model, and which are new.

      EXAMPLES
        w2v map --models models -o map.html
        w2v map --models models --limit 200000 -o map.html --force
        w2v map --models models --beside stable -o moves.html
      """)

  @OptionGroup var models: ModelOptions

  @OptionGroup var telling: ProgressOption

  @Option(
    help: ArgumentHelp("Another version or label of the folder, to show what has moved.", valueName: "version|label"))
  var beside: String?

  @Option(help: ArgumentHelp("How many tracks to draw at most.", valueName: "n"))
  var limit = 20_000

  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The page to write.", valueName: "file"))
  var output: String

  @Flag(name: .customLong("force"), help: "Overwrite the page if it is there.")
  var force = false

  func validate() throws {
    guard (1...1_000_000).contains(limit) else {
      throw ValidationError("--limit must be from 1 to 1000000, not \(limit).")
    }
  }

  func run() throws {
    try Output.requireFile(output)
    try Output.requireNew(output, force: force)
    Interruption.watch(writingInto: Paths.folder(of: output))
    let line = telling.line()
    line.begin("loading")
    let engine = try models.engine(.everything)
    let other = try beside.map { try models.store.engine($0, .everything) }
    line.begin("laying out")
    let map = TrackMap(of: engine, limit: limit)
    line.finish()
    guard !map.points.isEmpty else {
      Rendering.note("model \(engine.model.version) has no track to draw")
      throw ExitCode(.no)
    }
    let bytes = try MapPage(map: map, engine: engine, other: other).write(to: output)
    Rendering.showMap(of: map.points.count, path: output, bytes: bytes)
  }
}
