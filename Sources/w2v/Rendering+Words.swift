import Embeddings
import Files
import Similarity

extension Rendering {
  /// Writes the answers to an analogy, best first.
  static func show(
    _ answers: [AnalogySolver.Answer], from words: WordVectors, kind: ItemKind?, list: ItemList?, asJSON isJSON: Bool
  ) {
    func known(_ texts: StringTable?, _ row: Int) -> String? {
      texts.flatMap { $0[row].isEmpty ? nil : $0[row] }
    }
    func id(_ row: Int) -> String { kind.map { ItemID($0, words.ids[row]).description } ?? words.ids[row] }
    if isJSON {
      for answer in answers {
        print([
          "id": .string(id(answer.row)),
          "name": .optional(known(list?.names, answer.row)),
          "by": .optional(known(list?.credits, answer.row)),
          "score": .float(answer.score),
        ])
      }
    } else {
      var table = TextTable(("score", .right), ("id", .left), ("name", .left))
      for answer in answers {
        table.append(
          Figures.decimal(Double(answer.score), 4), id(answer.row),
          title(known(list?.names, answer.row), by: known(list?.credits, answer.row)))
      }
      print(table.lines)
    }
  }

  /// Writes how the sections of a test of analogies went, and all of them together.
  static func show(_ scores: [Analogies.Score], of path: String, asJSON isJSON: Bool) {
    let all =
      scores.map { ($0.section, $0.correct, $0.asked, $0.unknown) } + [
        (
          "total", scores.reduce(0) { $0 + $1.correct }, scores.reduce(0) { $0 + $1.asked },
          scores.reduce(0) { $0 + $1.unknown }
        )
      ]
    func share(_ correct: Int, _ asked: Int) -> Double? { asked > 0 ? Double(correct) / Double(asked) : nil }
    if isJSON {
      for (index, (section, correct, asked, unknown)) in all.enumerated() {
        print([
          "test": "analogies",
          "file": .string(path),
          "section": index < scores.count ? .string(section) : nil,
          "accuracy": .optional(share(correct, asked)),
          "correct": .integer(correct),
          "asked": .integer(asked),
          "unknown": .integer(unknown),
        ])
      }
      return
    }
    print(Paths.name(of: path))
    var table = TextTable(
      ("section", .left), ("accuracy", .right), ("correct", .right), ("asked", .right), ("unknown", .right))
    for (section, correct, asked, unknown) in all {
      table.append(
        section, share(correct, asked).map { Figures.percent($0) } ?? "-", Figures.count(correct), Figures.count(asked),
        Figures.count(unknown))
    }
    print(table.lines)
  }

  /// Writes how cosines follow people's scores, a line for each test of word pairs.
  static func show(_ scores: [(path: String, score: WordPairs.Score)], asJSON isJSON: Bool) {
    guard !scores.isEmpty else { return }
    if isJSON {
      for (path, score) in scores {
        print([
          "test": "pairs",
          "file": .string(path),
          "spearman": .optional(score.spearman),
          "pearson": .optional(score.pearson),
          "judged": .integer(score.judged),
          "unknown": .integer(score.unknown),
        ])
      }
      return
    }
    var table = TextTable(
      ("pairs", .left), ("Spearman", .right), ("Pearson", .right), ("judged", .right), ("unknown", .right))
    for (path, score) in scores {
      table.append(
        Paths.name(of: path), score.spearman.map { Figures.decimal($0, 4) } ?? "-",
        score.pearson.map { Figures.decimal($0, 4) } ?? "-", Figures.count(score.judged), Figures.count(score.unknown))
    }
    print(table.lines)
  }
}
