import ArgumentParser

/// How many threads a command works with.
struct ThreadsOption: ParsableArguments {
  @Option(help: ArgumentHelp("Threads to work with; 0 for one a core.", valueName: "n"))
  var threads = 0

  func validate() throws {
    guard (0...1024).contains(threads) else {
      throw ValidationError("--threads must be from 0 to 1024, not \(threads).")
    }
  }
}
