import TestSupport
import Testing

@testable import w2v

@Suite struct AlignCommandTests {
  @Test func listeners_of_the_model_before_can_be_asked_in_an_aligned_one() async throws {
    // Enough tracks that a turn of eight dimensions can be found with them.
    let corpus = try TemporaryFolder()
    let playlists = (0..<400).map { number in
      (0..<8).map { "\(number % 2 == 0 ? "a" : "b")\((number * 7 + $0 * ($0 + number)) % 30)" }.joined(separator: " ")
    }
    let file = try corpus.write(playlists.joined(separator: "\n") + "\n", as: "playlists.txt")
    let models = corpus("models")
    func train(_ arguments: String...) async throws -> Program.Outcome {
      try await Program.run(
        ["train", file, "--format", "lines", "--models", models, "--dimension", "8", "--epochs", "8"] + arguments)
    }
    #expect(try await train("--label", "old").status == 0)
    let plays = try corpus.write("u1\ta0\t1795000000\nu1\ta1\t1795000100\n", as: "plays.tsv")
    #expect(try await Program.run("listeners", plays, "--models", models, "-o", corpus("listeners")).status == 0)
    let aligned = try await train("--align-to", "old", "--seed", "2", "--label", "new")
    #expect(aligned.status == 0 && aligned.output.contains("can be asked"), "\(aligned)")
    let asked = try await Program.run(
      "similar", "--listener", "u1", "--listeners", corpus("listeners"), "--models", models, "--model", "new", "--json")
    #expect(asked.status == 0, "\(asked)")
    #expect(try asked.objects().prefix(5).allSatisfy { ($0["id"] as? String)?.hasPrefix("track:a") == true })
    let other = try await Program.run(
      "train", file, "--format", "lines", "--models", models, "--dimension", "9", "--align-to", "old")
    #expect(other.status == 64 && other.errors.contains("--align-to"), "\(other)")
    let shown = try await Program.run("models", "show", "new", "--models", models)
    #expect(shown.lines.contains { $0.hasPrefix("aligned") })
  }
}
