import ArgumentParser
import Files
import Similarity

/// `w2v plot`: pictures of what was measured.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw what was measured: recall curves, evaluations, learning curves.",
    discussion: """
      Files are what 'w2v bench recall --json' and 'w2v eval --json' wrote; several are drawn beside each other. With \
      --models it is the learning curve of a model: loss, and what was measured on held-out playlists, by epoch. Without \
      -o the drawing is made of characters.

      EXAMPLES
        w2v plot recall.jsonl
        w2v plot m16.jsonl m32.jsonl -o recall.svg
        w2v plot eval.jsonl -o eval.svg --force
        w2v plot --models models -o curve.svg
      """)

  @Argument(help: ArgumentHelp("A file of JSON Lines; '-' is standard input.", valueName: "file"))
  var files: [String] = []

  @Option(help: ArgumentHelp("The folder of the models, to draw how one was learnt.", valueName: "dir"))
  var models: String?

  @Option(help: ArgumentHelp("The version or label to draw; the current one unless given.", valueName: "version|label"))
  var model: String?

  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The SVG file to write.", valueName: "file"))
  var output: String?

  @Flag(name: .customLong("force"), help: "Overwrite the file if it is there.")
  var force = false

  func validate() throws {
    guard files.isEmpty != (models == nil) else {
      throw ValidationError("Name files of measurements, or a folder of models with --models.")
    }
    guard models != nil || model == nil else { throw ValidationError("--model goes with --models.") }
    if let output, !output.hasSuffix(".svg") {
      throw ValidationError("-o must end with .svg, not '\(output)'.")
    }
  }

  func run() throws {
    if let output {
      try Output.requireFile(output)
      try Output.requireNew(output, force: force)
    }
    let drawing = StackedDrawings(drawings: try drawings())
    guard let output else { return Rendering.print(drawing.text()) }
    try DurableFile.write(Array(drawing.svg.utf8), to: output)
  }

  private func drawings() throws -> [any Drawing] {
    guard let models else {
      return MeasuredDrawings(
        sources: try files.map { .init(path: $0, lines: try MeasuredLine.read(path: $0)) }
      ).all
    }
    let (loaded, note) = try ModelStore(folder: models).load(model, parts: .names)
    if let note { Rendering.note(note) }
    guard let summary = loaded.manifest.summary, !summary.losses.isEmpty else {
      Rendering.note("model \(loaded.version) was not trained here: it has no learning curve")
      throw ExitCode(.no)
    }
    return [Rendering.curvePlot(of: summary)]
  }
}
