import ArgumentParser

/// `w2v bench`: measurements of the parts.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the training, the index, questions to a model, and vectors of words.",
    discussion: """
      EXAMPLES
        w2v bench train playlists.tsv.gz --dimension 300 --threads 2
        w2v bench recall vectors.fvecs --metric l2
        w2v bench recall glove.txt.gz -k 10 --ef 16,32,64,128 --json
        w2v bench questions --models models
        w2v bench words --vectors glove.txt.gz --analogies questions-words.txt
      """,
    subcommands: [
      BenchTrainCommand.self, BenchRecallCommand.self, BenchChurnCommand.self, BenchQuestionsCommand.self,
      BenchWordsCommand.self,
    ])
}
