import ArgumentParser

/// `w2v corpus`: looking at playlists, making some up, splitting them.
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Count, make up and split corpora of playlists.",
    discussion: """
      EXAMPLES
        w2v corpus stats playlists.tsv.gz
        w2v corpus generate --playlists 4000 -o demo
        w2v corpus split demo --held-out 0.1 -o split
      """,
    subcommands: [CorpusStatsCommand.self, CorpusGenerateCommand.self, CorpusSplitCommand.self])
}
