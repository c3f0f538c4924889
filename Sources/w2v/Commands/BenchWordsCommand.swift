import ArgumentParser
import Embeddings
import Files
import Similarity

/// `w2v bench words`: how well vectors of words answer analogies and follow people's sense of similarity.
struct BenchWordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "words",
    abstract: "Measure vectors of words on analogies and word similarity.",
    discussion: """
      An analogy (a file of four words a line, in sections, such as questions-words.txt) is answered by the word nearest \
      to B - A + C; the figure is the share of right answers. Word pairs (a file of word, word, score a line) give \
      Spearman's rank correlation of cosines with people's scores. Lines with a word that has no vector are left out and \
      counted. Words are compared without regard to letter case unless --case-sensitive is given. The figures are those \
      of gensim's evaluate_word_analogies and evaluate_word_pairs.

      EXAMPLES
        w2v bench words --vectors words.txt --analogies questions-words.txt
        w2v bench words --vectors words.bin --pairs ws353.txt --pairs simlex.txt
        w2v bench words --models models --pairs men.txt --vocabulary 30000 --json
      """)

  @OptionGroup(title: "Vectors") var source: VectorSourceOptions

  @Option(help: ArgumentHelp("A file of analogies; may be repeated.", valueName: "file"))
  var analogies: [String] = []

  @Option(help: ArgumentHelp("A file of word pairs; may be repeated.", valueName: "file"))
  var pairs: [String] = []

  @Option(help: ArgumentHelp("Use only the first n vectors, the most frequent words.", valueName: "n"))
  var vocabulary = 300_000

  @Flag(name: .customLong("case-sensitive"), help: "Tell words apart that differ in letter case only.")
  var isCaseSensitive = false

  @OptionGroup var workers: ThreadsOption

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard !analogies.isEmpty || !pairs.isEmpty else {
      throw ValidationError("Name a test with --analogies or --pairs.")
    }
    guard vocabulary >= 1 else { throw ValidationError("--vocabulary must be at least 1, not \(vocabulary).") }
  }

  func run() throws {
    Interruption.watch()
    let line = telling.line()
    let analogyTests = try analogies.map { (path: $0, test: try Analogies.read(path: $0)) }
    let pairTests = try pairs.map { (path: $0, test: try WordPairs.read(path: $0)) }
    for (path, rejected) in analogyTests.map({ ($0.path, $0.test.rejected) })
      + pairTests.map({ ($0.path, $0.test.rejected) }) where rejected > 0
    {
      Rendering.note("\(path): \(Figures.count(rejected, of: "line")) left out, malformed")
    }
    line.begin("reading vectors")
    let (table, place, _) = try source.read()
    let words = WordVectors(table, limit: vocabulary, ignoresCase: !isCaseSensitive)
    let analogyScores = analogyTests.map { path, test in
      (
        path,
        test.evaluate(on: words, threads: workers.threads) {
          line.show("\(Paths.name(of: path))  \(Figures.percent($0))")
        }
      )
    }
    let pairScores = pairTests.map { path, test in (path, test.evaluate(on: words)) }
    line.finish()
    for (path, scores) in analogyScores { Rendering.show(scores, of: path, asJSON: output.isJSON) }
    Rendering.show(pairScores, asJSON: output.isJSON)
    guard
      analogyScores.contains(where: { $0.1.contains { $0.asked > 0 } })
        || pairScores.contains(where: { $0.1.judged > 0 })
    else {
      Rendering.note("\(place.description) has a vector for no line of the tests")
      throw ExitCode(.no)
    }
  }
}
