import ArgumentParser
import Embeddings
import Similarity

/// `w2v analogy`: a is to b as c is to what?
struct AnalogyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analogy",
    abstract: "Find what is to C as B is to A.",
    discussion: """
      The answer holds what lies nearest to B - A + C, each taken as a unit vector, by cosine of input vectors, without \
      A, B and C themselves. Asked of a file of vectors, A, B and C are its ids as they are written there; asked of a \
      model, they are track:ID, album:ID, artist:ID or playlist:ID, all of one kind.

      EXAMPLES
        w2v analogy Athens Greece Oslo --vectors words.txt
        w2v analogy big bigger small --vectors words.npy --ids words.txt -k 5 --json
        w2v analogy artist:a1 artist:a7 artist:a12 --models models

      EXIT STATUS
        1 when one of the three is not known
      """)

  @Argument(help: "What B is to.") var a: String
  @Argument(help: "What is to A.") var b: String
  @Argument(help: "What the answer is to, as B is to A.") var c: String

  @OptionGroup(title: "Vectors") var source: VectorSourceOptions

  @OptionGroup var limit: CountOption

  @OptionGroup var candidates: CandidateOptions

  @OptionGroup var output: JSONOption

  func validate() throws {
    _ = try source.kind(of: [a, b, c])
  }

  func run() throws {
    let vectors = try AskedVectors(source, for: [a, b, c])
    let rows = try [a, b, c].map(vectors.neededRow)
    let answers = MixSolver(vectors.words).solve(
      [VectorMix(analogy: rows[0], rows[1], rows[2])], count: min(limit.count, vectors.words.count),
      among: try candidates.rows(of: vectors))[0]
    Rendering.show(answers, from: vectors, asJSON: output.isJSON)
  }
}
