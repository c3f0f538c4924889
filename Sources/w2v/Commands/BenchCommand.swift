import ArgumentParser

/// `w2v bench`: measurements of the parts.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the index on vectors of your own.",
    discussion: """
      EXAMPLES
        w2v bench recall vectors.fvecs --metric l2
        w2v bench recall glove.txt.gz -k 10 --ef 16,32,64,128 --json
      """,
    subcommands: [BenchRecallCommand.self])
}
