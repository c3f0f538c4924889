import TestSupport
import Testing

@testable import w2v

@Suite struct HomeCommandTests {
  @Test func a_page_has_its_shelves_and_denied_items_are_gone() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let page = try corpus.folder.write(
      #"{"shelves":[{"name":"First","seeds":["track:a0"],"count":3},{"name":"Second","seeds":["track:a0"],"count":3}]}"#,
      as: "page.json")
    let shown = try await Program.run("home", page, "--models", models)
    #expect(shown.status == 0, "\(shown)")
    #expect(shown.lines.filter { $0 == "First" || $0 == "Second" } == ["First", "Second"])
    let ids = shown.output.matches(of: /track:[a-z0-9]+/).map { String($0.output) }
    #expect(ids.count == 6 && Set(ids).count == 6)
    let object = try #require(try await Program.run("home", page, "--models", models, "--json").objects().first)
    #expect((object["shelves"] as? [Any])?.count == 2)

    let denied = try await Program.run("models", "deny", ids[0], "--models", models)
    #expect(denied.lines == [ids[0]])
    let after = try await Program.run("home", page, "--models", models)
    #expect(!after.output.contains(ids[0] + " "), "\(after)")
    #expect(try await Program.run("similar", ids[0], "--models", models).status == 1)
    #expect(try await Program.run("models", "deny", "--models", models).lines == [ids[0]])
    #expect(try await Program.run("models", "allow", "track:other", "--models", models).status == 1)
    #expect(try await Program.run("models", "allow", ids[0], "--models", models).output.isEmpty)
    #expect(try await Program.run("similar", ids[0], "--models", models).status == 0)

    let wrong = try corpus.folder.write(#"{"shelves":[{"seeds":["track:a0"]}]}"#, as: "wrong.json")
    let refused = try await Program.run("home", wrong, "--models", models)
    #expect(refused.status == 65 && refused.errors.contains("/shelves/0/name"), "\(refused)")
  }
}
