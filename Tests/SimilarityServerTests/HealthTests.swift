import Similarity
import Testing

@testable import SimilarityServer

@Suite struct HealthTests {
  @Test(arguments: Wire.allCases) func a_server_with_a_model_is_live_and_ready(wire: Wire) async throws {
    #expect(try await wire.send(.get("/livez")).text == #"{"status":"live"}"#)
    let ready = try await wire.send(.get("/readyz"))
    #expect(ready.status == 200)
    let version = try PlantedModel.engine().model.version
    #expect(ready.text == #"{"status":"ready","model":"\#(version)"}"#)
  }

  @Test(arguments: Wire.allCases) func a_server_without_a_model_is_live_and_not_ready(wire: Wire) async throws {
    try await wire.serve(ModelHolder()) { server in
      #expect(try await server.send(.get("/livez")).status == 200)
      for request in [
        WireRequest.get("/readyz"), .get("/v1/items/track:red-0"), .similar(#"{"seeds":["track:red-0"]}"#),
      ] {
        let response = try await server.send(request)
        #expect(response.status == 503)
        #expect(response.header("Retry-After") == "1")
        #expect(try response.decode(WireProblem.self).type == "not-ready")
      }
    }
  }

  @Test(arguments: Wire.allCases) func a_server_becomes_ready_with_its_model(wire: Wire) async throws {
    let models = ModelHolder()
    try await wire.serve(models) { server async throws in
      #expect(try await server.send(.get("/readyz")).status == 503)
      let (first, second) = (try PlantedModel.engine(.first), try PlantedModel.engine(.second))
      #expect(models.replace(with: first) == nil)
      #expect(try await server.send(.get("/readyz")).status == 200)
      #expect(models.replace(with: second)?.model === first.model)
      #expect(models.current?.model === second.model)
    }
  }
}
