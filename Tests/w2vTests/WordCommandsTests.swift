import Files
import TestSupport
import Testing

/// `w2v analogy` and `w2v bench words`, through the program as they are used.
@Suite struct WordCommandsTests {
  private static let vectors = """
    5 3
    Greece 1 0 0
    Athens 1 0 1
    Norway 0 1 0
    Oslo 0 1 1
    noise 0.2 0.1 -1

    """

  @Test func an_analogy_is_asked_of_a_file() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.vectors, as: "words.txt")
    let outcome = try await Program.run("analogy", "Greece", "Athens", "Norway", "--vectors", path, "--json")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.keys(ofLine: 0) == ["id", "name", "by", "score"])
    #expect(try outcome.objects().compactMap { $0["id"] as? String } == ["Oslo", "noise"])
    let unknown = try await Program.run("analogy", "Greece", "Athens", "Sparta", "--vectors", path)
    #expect(unknown.status == 1 && unknown.errors == "w2v: Sparta: \(path) does not know it\n", "\(unknown)")
  }

  @Test func an_analogy_is_asked_of_a_model() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let outcome = try await Program.run(
      "analogy", "track:a0", "track:a1", "track:b0", "-k", "3", "--models", models, "--json")
    #expect(outcome.status == 0, "\(outcome)")
    let cards = try outcome.objects()
    #expect(cards.count == 3 && cards.allSatisfy { ($0["id"] as? String)?.hasPrefix("track:") == true })
    #expect(cards.allSatisfy { ($0["name"] as? String)?.hasPrefix("Song ") == true })
    let mixed = try await Program.run("analogy", "track:a0", "artist:artist-a", "track:b0", "--models", models)
    #expect(mixed.status == 64 && mixed.errors.contains("must be of one kind"), "\(mixed)")
    let both = try await Program.run("analogy", "a", "b", "c", "--models", models, "--vectors", "x")
    #expect(both.status == 64, "\(both)")
  }

  @Test func vectors_of_words_are_measured() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.vectors, as: "words.txt")
    let analogies = try folder.write(
      ": capitals\ngreece athens norway oslo\nnorway oslo greece athens\nnorway oslo greece noise\nx y z z\nshort line\n",
      as: "analogies.txt")
    let pairs = try folder.write("Greece Athens 9\nGreece Norway 1\nAthens Oslo 5\n", as: "pairs.txt")
    let arguments = ["bench", "words", "--vectors", path, "--analogies", analogies, "--pairs", pairs]
    let outcome = try await Program.run(arguments + ["--json"])
    #expect(outcome.status == 0 && outcome.errors == "w2v: \(analogies): 1 line left out, malformed\n", "\(outcome)")
    let objects = try outcome.objects()
    #expect(objects.map { $0["test"] as? String } == ["analogies", "analogies", "pairs"])
    #expect(outcome.keys(ofLine: 1) == ["test", "file", "section", "accuracy", "correct", "asked", "unknown"])
    #expect(objects.prefix(2).map { $0["section"] as? String } == ["capitals", nil])
    for object in objects.prefix(2) {
      #expect(object["correct"] as? Int == 2 && object["asked"] as? Int == 3 && object["unknown"] as? Int == 1)
    }
    #expect(outcome.keys(ofLine: 2) == ["test", "file", "spearman", "pearson", "judged", "unknown"])
    #expect(objects[2]["spearman"] as? Double == 1)
    let table = try await Program.run(arguments + ["--case-sensitive"])
    #expect(
      table.status == 0 && table.output.contains("capitals         -        0      0        4"), "\(table.output)")
    let strange = try await Program.run([
      "bench", "words", "--vectors", path, "--analogies", analogies, "--case-sensitive",
    ])
    #expect(strange.status == 1 && strange.errors.contains("has a vector for no line"), "\(strange)")
    let none = try await Program.run("bench", "words", "--vectors", path)
    #expect(none.status == 64, "\(none)")
  }
}
