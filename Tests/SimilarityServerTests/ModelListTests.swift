import Embeddings
import Foundation
import Similarity
import TestSupport
import Testing

@testable import SimilarityServer

@Suite struct ModelListTests {
  struct Body: Decodable {
    struct Version: Decodable {
      struct Corpus: Decodable {
        let digest: String
        let playlists: Int
        let occurrences: Int
        let firstDate: String?
        let lastDate: String?
      }
      let version: String
      let labels: [String]
      let readable: Bool
      let created: String?
      let tool: String?
      let parent: String?
      let space: String?
      let items: [String: Int]?
      let corpus: Corpus?
    }
    let current: String?
    let serving: String?
    let versions: [Version]
  }

  @Test(arguments: Wire.allCases) func every_version_is_listed_with_its_labels(wire: Wire) async throws {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder("models"))
    let first = try store.publish(PlantedModel.build(.first))
    let second = try store.publish(PlantedModel.build(.second), labels: ["best"])
    let models = ModelHolder(SimilarityEngine(model: try store.load(first.version).model))
    let response = try await wire.serve(models, store: store) { try await $0.send(.get("/v1/models")) }
    #expect(response.status == 200)
    let body: Body = try response.decode()
    #expect(body.serving == first.version)
    #expect(body.current == second.version)
    #expect(body.versions.map(\.version) == [first.version, second.version])
    #expect(body.versions.map(\.labels) == [["previous"], ["best", "current"]])
    let listed = try #require(body.versions.last)
    #expect(listed.readable)
    #expect(listed.created == second.created)
    #expect(listed.tool == ToolVersion.current)
    #expect(listed.parent == nil)
    #expect(listed.space == second.space)
    #expect(listed.items == ["tracks": PlantedModel.trackCount, "albums": 0, "artists": 3, "playlists": 0])
    #expect(listed.corpus == nil)
  }

  @Test func a_trained_model_names_its_corpus() async throws {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder("models"))
    let corpus = EncodedCorpus(
      vocabulary: Vocabulary(ids: IdentifierTable(["a", "b", "c"]), counts: [2, 2, 1]), trackOrdinals: [0, 1, 0, 1, 2],
      playlistOffsets: [0, 2, 5], playlistIDs: IdentifierTable(["p", "q"]), playlistNames: StringTable(["", ""]),
      dates: "2019-05-01"..."2020-02-29")
    var training = TrainingParameters()
    training.dimension = 4
    training.epochs = 1
    training.threads = 1
    let built = try ModelBuilder(catalog: Catalog(), threads: 1).build(
      training: corpus, with: training, created: Date(timeIntervalSince1970: 0))
    let manifest = try store.publish(built)
    let response = try await Wire.inProcess.serve(store: store) { try await $0.send(.get("/v1/models")) }
    let listed = try #require(try response.decode(Body.self).versions.first?.corpus)
    #expect(listed.digest == manifest.corpus?.digest)
    #expect(listed.playlists == 2)
    #expect(listed.occurrences == 5)
    #expect(listed.firstDate == "2019-05-01")
    #expect(listed.lastDate == "2020-02-29")
  }

  /// One damaged version must not hide the others.
  @Test(arguments: Wire.allCases) func a_version_with_a_broken_manifest_is_listed_as_unreadable(wire: Wire) async throws
  {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder("models"))
    let first = try store.publish(PlantedModel.build(.first))
    let second = try store.publish(PlantedModel.build(.second))
    try Data("{}".utf8).write(to: URL(fileURLWithPath: store.folder(of: first.version) + "/manifest.json"))
    let log = RecordingLog()
    let response = try await wire.serve(store: store, logger: log.logger) { try await $0.send(.get("/v1/models")) }
    #expect(response.status == 200)
    let body: Body = try response.decode()
    #expect(body.versions.map(\.version) == [first.version, second.version])
    #expect(body.versions.map(\.readable) == [false, true])
    let line = log.lines.first { $0.message == "model cannot be listed" }
    #expect(line?.level == .warning)
    #expect(line?.metadata["version"] == first.version)
    #expect(line?.metadata["error"]?.contains("manifest.json") == true)
    #expect(body.versions.first?.created == nil)
  }

  @Test func a_version_published_later_appears_and_a_removed_one_goes() async throws {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder("models"))
    let first = try store.publish(PlantedModel.build(.first))
    try await Wire.inProcess.serve(store: store) { server in
      let before: Body = try await server.send(.get("/v1/models")).decode()
      #expect(before.versions.map(\.version) == [first.version])
      let second = try store.publish(PlantedModel.build(.second))
      try FileManager.default.removeItem(atPath: store.folder(of: first.version))
      let after: Body = try await server.send(.get("/v1/models")).decode()
      #expect(after.versions.map(\.version) == [second.version])
    }
  }

  @Test(arguments: Wire.allCases) func a_folder_that_is_gone_is_our_fault_and_not_told(wire: Wire) async throws {
    let log = RecordingLog()
    let store = ModelStore(folder: "/nonexistent/models")
    let response = try await wire.serve(store: store, logger: log.logger) { try await $0.send(.get("/v1/models")) }
    #expect(response.status == 500)
    #expect(try response.decode(WireProblem.self).type == "internal-error")
    #expect(!response.text.contains("nonexistent"))
    let line = try #require(log.lines.first { $0.message == "request failed" })
    #expect(line.metadata["error"]?.contains("/nonexistent/models: no such folder") == true)
    #expect(line.metadata["id"] == response.header("X-Request-Id"))
  }
}
