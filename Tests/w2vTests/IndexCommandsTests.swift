import Files
import TestSupport
import Testing

@testable import w2v

@Suite struct IndexCommandsTests {
  @Test func an_index_of_a_model_is_shown_and_checked() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let version = try #require(try Paths.names(in: models).first { $0.contains("Z-") })
    let file = Paths.join(Paths.join(models, version), "tracks.alike.hnsw")
    let shown = try await Program.run("index", "show", file)
    #expect(shown.status == 0 && shown.output.contains("20 of them distinct"), "\(shown)")
    let object = try #require(try await Program.run("index", "show", file, "--json").objects().first)
    #expect(object["rows"] as? Int == 20 && (object["effort_curve"] as? [Any])?.isEmpty == false)
    let checked = try await Program.run("index", "check", file)
    #expect(checked.status == 0 && checked.lines[0] == "\(file): sound", "\(checked)")
    #expect(checked.lines[1].hasPrefix("  ok"))

    var bytes = try ByteSource.readAll(path: file)
    bytes[400] ^= 4
    try DurableFile.write(bytes, to: file)
    let broken = try await Program.run("index", "check", file, "--json")
    #expect(broken.status == 1)
    let findings = try #require(try broken.objects().first)
    #expect(findings["sound"] as? Bool == false)
    let missing = try await Program.run("index", "check", corpus.folder("none.hnsw"))
    #expect(missing.status == 66 && missing.errors.contains("none.hnsw"))
  }
}
