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

  @Option(
    name: [.customShort("k"), .customLong("count")], help: ArgumentHelp("How many answers to show.", valueName: "n"))
  var count = 10

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (1...100_000).contains(count) else { throw ValidationError("-k must be from 1 to 100000, not \(count).") }
    if source.models != nil { _ = try typedIDs() }
  }

  func run() throws {
    let typed = source.models == nil ? nil : try typedIDs()
    let (table, place, list) = try source.read(typed?[0].kind ?? .track)
    let words = WordVectors(table)
    let rows = try (typed?.map(\.id) ?? [a, b, c]).enumerated().map { index, id in
      guard let row = words.row(of: id) else {
        Rendering.note("\([a, b, c][index]): \(place.description) does not know it")
        throw ExitCode(.no)
      }
      return row
    }
    let question = AnalogySolver.Question(rows[0], rows[1], rows[2])
    let answers = AnalogySolver(words).solve([question], count: min(count, words.count))[0]
    Rendering.show(answers, from: words, kind: typed?[0].kind, list: list, asJSON: output.isJSON)
  }

  /// The three as ids of a model.
  private func typedIDs() throws -> [ItemID] {
    let ids = try [a, b, c].map(ItemID.argument)
    guard Set(ids.map(\.kind)).count == 1 else { throw ValidationError("A, B and C must be of one kind.") }
    return ids
  }
}
