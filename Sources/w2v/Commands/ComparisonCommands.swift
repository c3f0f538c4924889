import ArgumentParser
import Embeddings

/// `w2v sim`: how near two items are.
struct SimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim",
    abstract: "Tell how near two items are: cosine, percentile, and rank both ways.",
    discussion: """
      The cosine is that of input vectors. The percentile is the share of random pairs that are less near. The rank of B \
      from A is its place among all that is near to A, 1 for the nearest. 'w2v explain' tells of a model's items what \
      the playlists say besides.

      EXAMPLES
        w2v sim king queen --vectors words.txt
        w2v sim track:t12 track:t44 --models models --json

      EXIT STATUS
        1 when one of the two is not known
      """)

  @Argument(help: "One id.") var a: String
  @Argument(help: "Another id of the same kind.") var b: String

  @OptionGroup(title: "Vectors") var source: VectorSourceOptions

  @OptionGroup var output: JSONOption

  func run() throws {
    let vectors = try AskedVectors(source, for: [a, b])
    let (left, right) = (try vectors.neededRow(of: a), try vectors.neededRow(of: b))
    let words = vectors.words
    let cosine = words.cosine(left, right)
    Rendering.show(
      Rendering.Nearness(
        a: a, b: b, cosine: cosine, percentile: words.percentile(ofCosine: cosine),
        rankOfB: words.rank(of: right, from: left), rankOfA: words.rank(of: left, from: right), count: words.count),
      asJSON: output.isJSON)
  }
}

/// `w2v odd`: which one does not belong.
struct OddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "odd",
    abstract: "Tell which of some items does not belong to the others.",
    discussion: """
      The items are listed by the cosine of their unit vector with the mean of all of them, the one that belongs least \
      first.

      EXAMPLES
        w2v odd breakfast cereal dinner lunch --vectors words.txt
        w2v odd track:t12 track:t44 track:t7 track:t9 --models models

      EXIT STATUS
        1 when one of them is not known
      """)

  @Argument(help: ArgumentHelp("Ids of one kind, at least three.", valueName: "id")) var ids: [String]

  @OptionGroup(title: "Vectors") var source: VectorSourceOptions

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard ids.count >= 3 else { throw ValidationError("Of fewer than three none is the odd one.") }
  }

  func run() throws {
    let vectors = try AskedVectors(source, for: ids)
    let rows = try ids.map(vectors.neededRow)
    Rendering.show(vectors.words.byBelonging(rows), from: vectors, asJSON: output.isJSON)
  }
}

/// `w2v rank`: given items in the order of their nearness to one.
struct RankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank",
    abstract: "Order given items by how near they are to one.",
    discussion: """
      The items are read from a file, an id a line, or from standard input with '-'. They are ordered by cosine of input \
      vectors; ids that are not known are told and passed over.

      EXAMPLES
        w2v rank king --among candidates.txt --vectors words.txt
        w2v rank track:t12 --among candidates.txt --models models
        printf 'track:t44\\ntrack:t7\\n' | w2v rank track:t12 --among - --models models

      EXIT STATUS
        1 when the id is not known, or none of the items is
      """)

  @Argument(help: "What the items should be near to.") var id: String

  @OptionGroup(title: "Vectors") var source: VectorSourceOptions

  @OptionGroup var candidates: CandidateOptions

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard candidates.among != nil else { throw ValidationError("Say what to order, with --among FILE.") }
  }

  func run() throws {
    let vectors = try AskedVectors(source, for: [id])
    let row = try vectors.neededRow(of: id)
    let among = try candidates.rows(of: vectors) ?? []
    let mix = VectorMix([VectorMix.Term(row)])
    let answers = MixSolver(vectors.words).solve([mix], count: max(1, among.count), among: among)[0]
    Rendering.show(answers, from: vectors, asJSON: output.isJSON)
    if answers.isEmpty { throw ExitCode(.no) }
  }
}
