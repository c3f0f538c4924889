import TestSupport
import Testing

@testable import w2v

@Suite struct ListenersCommandTests {
  @Test func plays_become_vectors_that_can_be_asked() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let plays = try corpus.folder.write(
      "u1\ta0\t1795000000\nu1\ta1\t1795000100\nu2\tb0\t1795000000\nu2\tnobody\t1795000000\nbroken\n", as: "plays.tsv")
    let output = corpus.folder("listeners")
    let made = try await Program.run("listeners", plays, "--models", models, "-o", output, "--json")
    #expect(made.status == 0 && made.errors.contains("plays.tsv:5"), "\(made)")
    let report = try #require(try made.objects().first)
    #expect(
      report["listeners"] as? Int == 2 && report["unknown_tracks"] as? Int == 1 && report["malformed"] as? Int == 1)
    #expect(try await Program.run("listeners", plays, "--models", models, "-o", output).status == 73)
    #expect(try await Program.run("listeners", plays, "--models", models, "-o", output, "--force").status == 0)

    let asked = try await Program.run(
      "similar", "--listener", "u1", "--listeners", output, "--models", models, "-k", "4", "--json")
    #expect(asked.status == 0, "\(asked)")
    #expect(try asked.objects().allSatisfy { ($0["id"] as? String)?.hasPrefix("track:a") == true })
    let nobody = try await Program.run("similar", "--listener", "u9", "--listeners", output, "--models", models)
    #expect(nobody.status == 1 && nobody.errors.contains("u9"))
    #expect(try await Program.run("similar", "--listener", "u1", "--models", models).status == 64)
    _ = try await corpus.train("--seed", "2")
    let foreign = try await Program.run("similar", "--listener", "u1", "--listeners", output, "--models", models)
    #expect(foreign.status == 65 && foreign.errors.contains("space"), "\(foreign)")
  }
}
