import Files
import TestSupport
import Testing

/// `w2v plot`, through the program as it is used.
@Suite struct PlotCommandTests {
  private static let recall = """
    {"engine":"exact","k":10,"ef":null,"recall":1.0,"qps":900.0}
    {"engine":"hnsw","k":10,"ef":16,"recall":0.91,"qps":80000.0}
    {"engine":"hnsw","k":10,"ef":64,"recall":0.99,"qps":30000.0}
    {"summary":true,"vectors":20000}

    """

  @Test func curves_of_several_files_stand_beside_each_other() async throws {
    let folder = try TemporaryFolder()
    let one = try folder.write(Self.recall, as: "one.jsonl")
    let two = try folder.write(Self.recall.replacing("0.91", with: "0.95"), as: "two.jsonl")
    let drawn = try await Program.run("plot", one, two)
    #expect(drawn.status == 0 && drawn.output.contains("● one  ○ two") && drawn.output.contains("○16"), "\(drawn)")
    let written = try await Program.run("plot", one, two, "-o", folder("curves.svg"))
    let svg = String(decoding: try ByteSource.readAll(path: folder("curves.svg")), as: UTF8.self)
    #expect(written.status == 0 && svg.split(separator: "<polyline").count == 3, "\(written)")
    let again = try await Program.run("plot", one, "-o", folder("curves.svg"))
    #expect(again.status == 73 && again.errors.contains("--force"), "\(again)")
  }

  @Test func a_model_shows_how_it_was_learnt_and_an_evaluation_what_it_does() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let curve = try await Program.run("plot", "--models", models)
    #expect(curve.status == 0 && curve.output.hasPrefix("loss  "), "\(curve)")
    let measured = try await Program.run(
      "eval", "--models", models, "--playlists", corpus.heldOut, "--baselines", "--lists", "--json")
    let drawn = try await Program.run(["plot", "-"], input: Array(measured.output.utf8))
    for word in ["NDCG@10, task last", "popular", "hit@100 by popularity"] {
      #expect(drawn.output.contains(word), "\(drawn)")
    }
  }

  @Test func what_cannot_be_drawn_is_told_with_its_place() async throws {
    let folder = try TemporaryFolder()
    let text = try folder.write("p1\tno json\n", as: "text.tsv")
    let other = try folder.write("{\"a\":1}\n", as: "other.jsonl")
    let fault = try await Program.run("plot", text)
    #expect(fault.status == 65 && fault.errors.hasPrefix("w2v: \(text):1: no JSON"), "\(fault)")
    let nothing = try await Program.run("plot", other)
    #expect(nothing.status == 65 && nothing.errors.contains("nothing in it can be drawn"), "\(nothing)")
    let missing = try await Program.run("plot", folder("missing.jsonl"))
    #expect(missing.status == 66, "\(missing)")
  }
}
