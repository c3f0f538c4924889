import ArgumentParser

/// `w2v corpus`: looking at playlists, making some up, writing some of them.
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Count, check, clean, convert, split and make up corpora of playlists.",
    discussion: """
      EXAMPLES
        w2v corpus stats playlists.tsv.gz
        w2v corpus check playlists.tsv.gz
        w2v corpus generate --playlists 4000 -o demo
        w2v corpus split demo --held-out 0.1 -o split
      """,
    subcommands: [
      CorpusStatsCommand.self, CorpusCheckCommand.self, CorpusSplitCommand.self, CorpusSampleCommand.self,
      CorpusDedupeCommand.self, CorpusConvertCommand.self, CorpusGenerateCommand.self,
    ])
}
