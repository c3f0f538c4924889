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

  @Test func terms_are_mixed_by_their_signs_and_weights() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.vectors + "\nodd:2 0 0 1\n", as: "words.txt")
    // The vectors' first line promises five rows.
    let six = try folder.write(Self.vectors.replacing("5 3", with: "6 3") + "odd:2 0 0 1\n", as: "six.txt")
    func ids(_ arguments: String...) async throws -> [String] {
      let outcome = try await Program.run(["mix", "--vectors", six, "--json"] + arguments)
      #expect(outcome.status == 0, "\(outcome)")
      return try outcome.objects().compactMap { $0["id"] as? String }
    }
    let plain = try await ids("+Athens", "-Greece", "+Norway")
    #expect(plain.first == "Oslo")
    let unsigned = try await ids("Athens", "Norway", "-Greece")
    #expect(unsigned == plain)
    // Behind -- even what looks like an option is a term.
    let separated = try await ids("-k", "1", "--", "-Greece", "+Athens", "Norway")
    #expect(separated == ["Oslo"])
    let weighted = try await ids("Norway:3", "Greece")
    #expect(weighted.first == "Oslo")
    let otherWay = try await ids("Norway", "Greece:3")
    #expect(otherWay.first == "Athens")
    // An id that ends like a weight.
    let colon = try await ids("odd:2")
    #expect(colon.contains("Athens") && !colon.contains("odd:2"))
    let limited = try await ids("Athens", "--exclude", "Greece", "--exclude", "Oslo")
    #expect(!limited.contains("Greece") && !limited.contains("Oslo") && limited.count == 3)
    let unknown = try await Program.run("mix", "Sparta:2", "--vectors", six)
    #expect(unknown.status == 1 && unknown.errors == "w2v: Sparta: \(six) does not know it\n", "\(unknown)")
    let option = try await Program.run("mix", "Athens", "--vectors", six, "--nonsense")
    #expect(option.status == 64 && option.errors.contains("--nonsense"), "\(option)")
    let damaged = try await Program.run("mix", "Athens", "--vectors", path)
    #expect(damaged.status == 65, "\(damaged)")
  }

  @Test func items_are_compared_with_each_other_and_with_all() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.vectors, as: "words.txt")
    let near = try await Program.run("sim", "Athens", "Greece", "--vectors", path, "--json")
    #expect(near.status == 0, "\(near)")
    #expect(near.keys(ofLine: 0) == ["a", "b", "cosine", "percentile", "rank_of_b", "rank_of_a", "of"])
    let object = try #require(try near.objects().first)
    #expect(abs((object["cosine"] as? Double ?? 0) - 0.5.squareRoot()) < 1e-6)
    #expect(object["rank_of_b"] as? Int == 1 && object["rank_of_a"] as? Int == 1 && object["of"] as? Int == 4)
    let odd = try await Program.run("odd", "Greece", "Athens", "noise", "Oslo", "--vectors", path, "--json")
    #expect(try odd.objects().first?["id"] as? String == "noise", "\(odd)")
    let candidates = try folder.write("Norway\nGreece\nOslo\nAtlantis\n", as: "candidates.txt")
    let ranked = try await Program.run("rank", "Athens", "--among", candidates, "--vectors", path, "--json")
    #expect(ranked.status == 0 && ranked.errors == "w2v: Atlantis is not known, and passed over\n", "\(ranked)")
    #expect(try ranked.objects().compactMap { $0["id"] as? String } == ["Greece", "Oslo", "Norway"])
    let few = try await Program.run("odd", "Greece", "Athens", "--vectors", path)
    #expect(few.status == 64, "\(few)")
  }

  @Test func items_of_a_model_are_compared() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let mixed = try await Program.run("mix", "track:a0:2", "track:a1", "-track:b0", "--models", models, "--json")
    #expect(mixed.status == 0, "\(mixed)")
    #expect(try mixed.objects().first.map { ($0["id"] as? String)?.hasPrefix("track:a") } == true)
    let odd = try await Program.run("odd", "track:a0", "track:a1", "track:b0", "--models", models, "--json")
    #expect(try odd.objects().first?["id"] as? String == "track:b0", "\(odd)")
    let kinds = try await Program.run("sim", "track:a0", "artist:artist-a", "--models", models)
    #expect(kinds.status == 64 && kinds.errors.contains("must be of one kind"), "\(kinds)")
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
