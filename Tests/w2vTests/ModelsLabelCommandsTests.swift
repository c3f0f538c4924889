import Files
import TestSupport
import Testing

@testable import w2v

@Suite struct ModelsLabelCommandsTests {
  @Test func versions_are_promoted_rolled_back_labelled_and_removed() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train("--label", "first")
    _ = try await corpus.train("--label", "second", "--no-promote", "--seed", "2")
    func run(_ arguments: String...) async throws -> Program.Outcome {
      try await Program.run(["models"] + arguments + ["--models", models])
    }
    let promoted = try await run("promote", "second", "--json")
    #expect(promoted.status == 0, "\(promoted)")
    let (second, first) = (
      try promoted.objects().first?["current"] as? String, try promoted.objects().first?["previous"] as? String
    )
    #expect(second != nil && first != nil && first != second)
    #expect(try await run("rollback").lines == ["current   \(first ?? "")", "previous  \(second ?? "")"])
    #expect(try await run("promote", "nobody").status == 66)

    // What chance does is told by a third model.
    let twofold = try await run("diff", "first", "second", "--reseed", "first")
    #expect(twofold.status == 65 && twofold.errors.contains("is no third model"), "\(twofold)")

    #expect(try await run("label", "canary", "second").lines == ["canary  \(second ?? "")"])
    #expect(try await run("label", "canary", "--remove").status == 0)
    #expect(try await run("label", "canary", "--remove").status == 1)
    #expect(try await run("label", "canary").status == 64)
    #expect(try await run("label", "current", "second").status == 64)

    #expect(try await run("prune", "--older-than", "1s", "--keep", "0").status == 64)
    let pruned = try await run("prune", "--older-than", "14d", "--keep", "1", "--json")
    #expect(pruned.output == "{\"removed\":[],\"dry_run\":false}\n", "\(pruned)")
  }
}
