import Embeddings
import Files
import TestSupport
import Testing

@Suite struct AnalogyTests {
  /// Countries and capitals on two axes each, so that capital - country + country is a capital.
  private static let table = EmbeddingTable(
    ids: IdentifierTable(["Greece", "Athens", "Norway", "Oslo", "athens", "noise"]),
    matrix: EmbeddingMatrix(
      count: 6, dimension: 4,
      values: [
        1, 0, 0, 0.1,
        1, 0, 1, 0.1,
        0, 1, 0, 0.1,
        0, 1, 1, 0.1,
        1, 0, 1, 0.2,
        0.2, 0.1, -1, 0,
      ]))

  @Test func the_fourth_word_is_found_and_the_three_are_no_answers() throws {
    let words = WordVectors(Self.table)
    let question = try VectorMix(
      analogy: #require(words.row(of: "Greece")), #require(words.row(of: "Athens")), #require(words.row(of: "Norway")))
    let answers = MixSolver(words).solve([question], count: 6)[0]
    #expect(answers.first?.row == words.row(of: "Oslo"))
    #expect(answers.count == 3)
    #expect(zip(answers, answers.dropFirst()).allSatisfy { $0.score >= $1.score })
  }

  @Test func equal_scores_stand_in_the_order_of_rows() {
    let words = WordVectors(
      EmbeddingTable(
        ids: IdentifierTable((0..<8).map { "w\($0)" }),
        matrix: EmbeddingMatrix(
          count: 8, dimension: 2, values: [1, 0, 1, 0, 1, 0] + [Float]([0, 1, 1, 0, 0, 1, 1, 0, 0, 1]))))
    let answers = MixSolver(words).solve([VectorMix(analogy: 0, 1, 2)], count: 3)[0]
    #expect(answers.map(\.row) == [4, 6, 3])
  }

  @Test(arguments: [1, 2]) func sections_are_scored_apart_and_unknown_words_left_out(threads: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      : capitals of two
      Greece Athens Norway Oslo
      Norway Oslo Greece Athens
      Norway Oslo Greece Sparta

      : wrong
      Greece Athens Norway noise
      three words only\r

      """, as: "analogies.txt")
    let analogies = try Analogies.read(path: path)
    #expect(analogies.rejected == 1)
    let scores = analogies.evaluate(on: WordVectors(Self.table, ignoresCase: true), threads: threads)
    #expect(scores.map(\.section) == ["capitals of two", "wrong"])
    #expect(scores.map(\.correct) == [2, 0])
    #expect(scores.map(\.asked) == [2, 1])
    #expect(scores.map(\.unknown) == [1, 0])
  }

  @Test func letter_case_is_ignored_on_demand_and_the_first_spelling_answers() {
    let folded = WordVectors(Self.table, ignoresCase: true)
    #expect(folded.row(of: "ATHENS") == 1 && folded.row(of: "athens") == 1)
    let exact = WordVectors(Self.table)
    #expect(exact.row(of: "athens") == 4 && exact.row(of: "ATHENS") == nil)
    #expect(WordVectors(Self.table, limit: 4).row(of: "athens") == nil)
  }

  @Test func faults_of_a_file_of_analogies_have_a_place() throws {
    let folder = try TemporaryFolder()
    let headless = try folder.write("\na b c d\n", as: "headless")
    #expect {
      _ = try Analogies.read(path: headless)
    } throws: { "\($0)".contains("headless:2: an analogy before the first section") }
    let empty = try folder.write(": name\n", as: "empty")
    #expect { _ = try Analogies.read(path: empty) } throws: { "\($0)".contains("holds no analogy") }
    let nothing = try folder.write("# only this\n", as: "nothing")
    #expect { _ = try WordPairs.read(path: nothing) } throws: { "\($0)".contains("holds no pair") }
  }

  @Test func word_pairs_are_correlated_by_rank() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "# comment\nGreece\tAthens\t9\ngreece Norway 1.5\nAthens Oslo 7\nAthens Sparta 3\nbroken line\nGreece noise 0\n",
      as: "pairs.txt")
    let pairs = try WordPairs.read(path: path)
    #expect(pairs.rejected == 1 && pairs.pairs.count == 5)
    let score = pairs.evaluate(on: WordVectors(Self.table, ignoresCase: true))
    #expect(score.judged == 4 && score.unknown == 1)
    // Cosines fall as 0.71, 0.50, 0.19 and 0.01: Greece noise lies before Greece Norway, so two ranks are swapped.
    #expect(abs(try #require(score.spearman) - 0.8) < 1e-12)
    #expect(try #require(score.pearson) > 0.8)
  }

  @Test func a_correlation_that_is_not_defined_is_none() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("Greece Athens 5\nNorway Oslo 5\n", as: "pairs.txt")
    let score = try WordPairs.read(path: path).evaluate(on: WordVectors(Self.table))
    #expect(score.judged == 2 && score.spearman == nil && score.pearson == nil)
  }

  /// The figures of gensim 4.4.0 on the same files.
  @Test(.enabled(if: SharedData.has("ann-en-core-web-md/base.fvecs.gz") && SharedData.has("word-tests")))
  func figures_are_those_of_gensim() throws {
    let vectors = try VectorImport.read(path: SharedData.path("ann-en-core-web-md/base.fvecs.gz"))
    let ids = String(
      decoding: try ByteSource.readAll(path: SharedData.path("ann-en-core-web-md/base-words.txt")), as: UTF8.self
    )
    .split(separator: "\n").map(String.init)
    let table = EmbeddingTable(ids: IdentifierTable(ids), matrix: vectors.matrix)
    // A tenth of the rows keeps a debug build quick.
    let words = WordVectors(table, limit: 5000, ignoresCase: true)
    let scores = try Analogies.read(path: SharedData.path("word-tests/questions-words.txt")).evaluate(on: words)
    #expect(scores.reduce(0) { $0 + $1.correct } == 1600)
    #expect(scores.reduce(0) { $0 + $1.asked } == 1885)
    for (test, judged, spearman, pearson) in [
      ("WS-353-ALL", 167, 0.547_401_6, 0.541_467_5), ("SIMLEX-999", 401, 0.385_318_8, 0.400_986_5),
      ("MEN-TR-3k", 848, 0.709_694_0, 0.701_412_5),
    ] {
      let score = try WordPairs.read(path: SharedData.path("word-tests/EN-\(test).txt")).evaluate(on: words)
      #expect(score.judged == judged, "\(test)")
      #expect(abs(try #require(score.spearman) - spearman) < 1e-7, "\(test)")
      #expect(abs(try #require(score.pearson) - pearson) < 1e-6, "\(test)")
    }
  }
}
