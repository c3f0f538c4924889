import ANNIndex
import ArgumentParser
import Files

/// `w2v index`: what is in an index file.
struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Show and check index files.",
    discussion: """
      EXAMPLES
        w2v index show models/20261122T120000Z-3f9c1a/tracks.alike.hnsw
        w2v index check models/20261122T120000Z-3f9c1a/*.hnsw
      """,
    subcommands: [IndexShowCommand.self, IndexCheckCommand.self])
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

  @Option(help: ArgumentHelp("Threads that search; 0 for one a core.", valueName: "n"))
  var threads = 0

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (0...1024).contains(threads) else {
      throw ValidationError("--threads must be from 0 to 1024, not \(threads).")
    }
  }

  func run() throws {
    var isSound = true
    for file in files {
      let check = try IndexCheck.run(path: file, threads: threads)
      Rendering.show(check, of: file, asJSON: output.isJSON)
      if !check.isSound { isSound = false }
    }
    if !isSound { throw ExitCode(.no) }
  }
}
