import Embeddings
import Files
import Similarity

extension Rendering {
  /// Writes rows of vectors with their cosines, in the order given.
  static func show(_ answers: [MixSolver.Answer], from vectors: AskedVectors, asJSON isJSON: Bool) {
    if isJSON {
      for answer in answers {
        print([
          "id": .string(vectors.id(of: answer.row)),
          "name": .optional(vectors.name(of: answer.row)),
          "by": .optional(vectors.credit(of: answer.row)),
          "score": .float(answer.score),
        ])
      }
    } else {
      var table = TextTable(("score", .right), ("id", .left), ("name", .left))
      for answer in answers {
        table.append(
          Figures.decimal(Double(answer.score), 4), vectors.id(of: answer.row),
          title(vectors.name(of: answer.row), by: vectors.credit(of: answer.row)))
      }
      print(table.lines)
    }
  }

  /// How near two rows of vectors are.
  struct Nearness {
    let a: String
    let b: String
    let cosine: Double
    let percentile: Double
    /// The place of b among all that is near to a, from 1.
    let rankOfB: Int
    let rankOfA: Int
    /// How many rows there are.
    let count: Int
  }

  /// Writes how near two rows of vectors are.
  static func show(_ nearness: Nearness, asJSON isJSON: Bool) {
    let others = max(0, nearness.count - 1)
    if isJSON {
      print([
        "a": .string(nearness.a),
        "b": .string(nearness.b),
        "cosine": .number(nearness.cosine),
        "percentile": .number(nearness.percentile),
        "rank_of_b": .integer(nearness.rankOfB),
        "rank_of_a": .integer(nearness.rankOfA),
        "of": .integer(others),
      ])
    } else {
      print([
        "cosine      \(Figures.decimal(nearness.cosine, 4))",
        "percentile  \(Figures.decimal(100 * nearness.percentile, 2)) % of random pairs are less near",
        "rank        \(nearness.b) is number \(nearness.rankOfB) of \(Figures.count(others)) from \(nearness.a)",
        "            \(nearness.a) is number \(nearness.rankOfA) of \(Figures.count(others)) from \(nearness.b)",
      ])
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
