import Foundation
import Similarity
import TestSupport
import Testing

@testable import SimilarityServer

@Suite struct ModelDetailsTests {
  @Test(arguments: Wire.allCases) func a_model_is_told_by_version_and_label_with_its_gate(wire: Wire) async throws {
    let folder = try TemporaryFolder()
    let store = ModelStore(folder: folder("models"))
    let first = try store.publish(PlantedModel.build(.first))
    let second = try store.publish(PlantedModel.build(.second), labels: ["canary"], isCurrent: false)
    let diff = ModelDiff(from: try store.load(first.version).model, to: try store.load(second.version).model)
    try store.record(Gate(bounds: [.lostShare: 0, .evaluationDrop: 0.1]).verdict(on: diff))
    let holder = ModelHolder(SimilarityEngine(model: try store.load().model))
    try await wire.serve(holder, store: store) { server in
      let canary = try await server.send(.get("/v1/models/canary"))
      #expect(canary.status == 200)
      let body = try #require(try JSONSerialization.jsonObject(with: Data(canary.body)) as? [String: Any])
      #expect(body["version"] as? String == second.version && body["serving"] as? Bool == false)
      let gate = try #require(body["gate"] as? [String: Any])
      #expect(gate["passed"] as? Bool == false && gate["against"] as? String == first.version)
      let current = try await server.send(.get("/v1/models/\(first.version)"))
      #expect(current.text.contains(#""serving":true"#) && current.text.contains(#""gate":null"#))
      let unknown = try await server.send(.get("/v1/models/nobody"))
      #expect(unknown.status == 404)
      #expect(try unknown.decode(WireProblem.self).type == "unknown-model")
    }
  }
}
