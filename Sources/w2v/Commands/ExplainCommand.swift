import ArgumentParser
import Embeddings
import Files
import Similarity

/// `w2v explain`: why two items are similar.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say why two items are similar: how near they are, and what the playlists say.",
    discussion: """
      The counts are of the training playlists, or of a sample of them that is kept with the model. Counts under \
      \(Evidence.fewestPlaylists) playlists are not told. With --recount they are taken again from the corpus itself, \
      and the answer is 'no' when they differ.

      EXAMPLES
        w2v explain track:t12 track:t44 --models models
        w2v explain artist:a7 playlist:p3 --models models --json
        w2v explain track:t12 track:t44 --models models --recount playlists.tsv.gz

      EXIT STATUS
        1 when an item is not known, or a recount differs
      """)

  @Argument(help: ArgumentHelp("The item that was asked about.", valueName: "item"), transform: ItemID.argument)
  var first: ItemID

  @Argument(help: ArgumentHelp("The item that was answered.", valueName: "item"), transform: ItemID.argument)
  var second: ItemID

  @OptionGroup var models: ModelOptions

  @Option(help: ArgumentHelp("The training corpus, to count in again; may be repeated.", valueName: "corpus"))
  var recount: [String] = []

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func run() throws {
    let engine = try models.engine(.explaining(first, second))
    let explanation = engine.explain(first, second)
    guard explanation.items.allSatisfy({ $0.status == .known }) else {
      Rendering.note(without: explanation.items, in: explanation.model, models: models.models)
      throw ExitCode(.no)
    }
    Rendering.show(explanation, asJSON: output.isJSON)
    guard !recount.isEmpty else { return }
    let line = telling.line()
    let corpus = try reading.readCorpus(recount, progress: line).corpus
    let counted = try engine.explain(first, second, recounting: corpus)
    guard counted.evidence == explanation.evidence, counted.sampledPlaylists == explanation.sampledPlaylists else {
      Rendering.note("the corpus says otherwise:")
      Rendering.show(counted, asJSON: output.isJSON)
      throw ExitCode(.no)
    }
    Rendering.note("the corpus says the same")
  }
}
