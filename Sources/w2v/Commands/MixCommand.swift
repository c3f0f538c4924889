import ArgumentParser
import Embeddings

/// `w2v mix`: near to some, far from others.
struct MixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mix",
    abstract: "Find what is near to a sum of vectors, such as +A:2 +B -C.",
    discussion: """
      A term is an id with + or - before it, + where there is none, and a weight behind it, :1 where there is none. The \
      unit vectors are added by their weights, and the answer holds what lies nearest to the sum, by cosine of input \
      vectors, without what was asked with. Ids of one letter, and those that begin with -, go behind a --.

      EXAMPLES
        w2v mix +king -man +woman --vectors words.txt
        w2v mix track:t12:2 track:t44 -track:t7 --models models
        w2v mix --vectors words.txt -k 3 -- +a:1.5 -b

      EXIT STATUS
        1 when an id is not known
      """)

  @Argument(help: ArgumentHelp("An id with a sign before it and a weight behind it.", valueName: "term"))
  var terms: [String]

  @OptionGroup(title: "Vectors") var source: VectorSourceOptions

  @OptionGroup var limit: CountOption

  @OptionGroup var candidates: CandidateOptions

  @OptionGroup var output: JSONOption

  func validate() throws {
    _ = try source.kind(of: terms.map { MixTerm($0).text })
  }

  func run() throws {
    let terms = terms.map(MixTerm.init)
    let vectors = try AskedVectors(source, for: terms.map(\.text))
    let mix = VectorMix(try terms.map { try $0.resolved(in: vectors) })
    let answers = MixSolver(vectors.words).solve(
      [mix], count: min(limit.count, vectors.words.count), among: try candidates.rows(of: vectors))[0]
    Rendering.show(answers, from: vectors, asJSON: output.isJSON)
  }
}
