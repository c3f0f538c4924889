import ANNIndex
import ArgumentParser
import Embeddings
import Files

/// `w2v index`: what is in an index file.
struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Build, show and check index files.",
    discussion: """
      EXAMPLES
        w2v index build vectors.npy -o vectors.hnsw
        w2v index show models/20261122T120000Z-3f9c1a/tracks.alike.hnsw
        w2v index check models/20261122T120000Z-3f9c1a/*.hnsw
      """,
    subcommands: [IndexBuildCommand.self, IndexShowCommand.self, IndexCheckCommand.self])
}

/// `w2v index show`: how an index was built and what it promises.
struct IndexShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show how an index was built and what recall it promises for which effort.",
    discussion: """
      EXAMPLES
        w2v index show tracks.alike.hnsw
      """)

  @Argument(help: ArgumentHelp("The index files.", valueName: "file"))
  var files: [String]

  @OptionGroup var output: JSONOption

  func run() throws {
    for file in files { Rendering.show(try HNSWIndex.map(path: file), of: file, asJSON: output.isJSON) }
  }
}

/// `w2v index check`: every promise of an index file, looked at.
struct IndexCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check that index files are whole, their graphs connected, and their promised recall true.",
    discussion: """
      EXAMPLES
        w2v index check tracks.alike.hnsw
        w2v index check models/*/*.hnsw --json

      EXIT STATUS
        1 when anything is broken
      """)

  @Argument(help: ArgumentHelp("The index files.", valueName: "file"))
  var files: [String]

  @OptionGroup var workers: ThreadsOption

  @OptionGroup var output: JSONOption

  func run() throws {
    var isSound = true
    for file in files {
      let check = try IndexCheck.run(path: file, threads: workers.threads)
      Rendering.show(check, of: file, asJSON: output.isJSON)
      if !check.isSound { isSound = false }
    }
    if !isSound { throw ExitCode(.no) }
  }
}

/// `w2v index build`: an index of any vectors.
struct IndexBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Build an index over vectors; its rows are numbered as in the file, from 0.",
    discussion: """
      EXAMPLES
        w2v index build vectors.npy -o vectors.hnsw
        w2v index build base.fvecs --metric l2 --m 24 -o base.hnsw
      """)

  @Argument(help: ArgumentHelp("The vectors to index.", valueName: "vectors"))
  var vectors: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The index file to write.", valueName: "file"))
  var output: String

  @Option(help: "How vectors are compared.")
  var metric = Metric.cosine

  @OptionGroup var telling: ProgressOption

  @OptionGroup var graph: GraphOptions

  @Flag(help: "Put the index in the place of a file that is already there.")
  var force = false

  func validate() throws { try graph.validate(for: metric) }

  func run() throws {
    try Output.requireNew(output, force: force)
    try Output.requireFile(output)
    Interruption.watch(writingInto: Paths.folder(of: output))
    let line = telling.line()
    line.begin("reading \(vectors)")
    let rows = try VectorImport.read(path: vectors).matrix
    let index = try HNSWIndex.build(
      rows: rows.values, count: rows.count, dimension: rows.dimension, metric: metric, parameters: graph.parameters,
      walk: graph.walk, threads: graph.threads
    ) { done in line.show(Rendering.buildText(done, of: rows.count, seconds: line.elapsedSeconds)) }
    try index.write(to: output)
    line.finish()
    Rendering.show(index, of: output, asJSON: false)
  }
}
