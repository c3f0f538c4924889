import Foundation
import Testing

@testable import SimilarityServer

@Suite struct ItemTests {
  struct Item: Decodable {
    let id: String
    let kind: String
    let name: String?
    let by: String?
    let support: Int
    let album: String?
    let artists: [String]
    let recording: String?
    let seconds: Int?
    let model: String
  }

  @Test(arguments: Wire.allCases) func a_track_is_described(wire: Wire) async throws {
    let response = try await wire.send(.get("/v1/items/track:red-0"))
    #expect(response.status == 200)
    #expect(response.header("Content-Type") == "application/json")
    let item: Item = try response.decode()
    let truth = try #require(PlantedModel.engine().item(.init(.track, "red-0")))
    #expect(item.id == "track:red-0")
    #expect(item.kind == "track")
    #expect(item.name == truth.name)
    #expect(item.name?.hasPrefix("first") == true)
    #expect(item.by == truth.by)
    #expect(item.support == truth.support)
    #expect(item.album == truth.album?.description)
    #expect(item.artists == ["artist:red"])
    #expect(item.recording == truth.recording)
    #expect(item.seconds == 201)
    #expect(item.model == (try PlantedModel.engine().model.version))
  }

  @Test(arguments: Wire.allCases) func an_artist_is_described(wire: Wire) async throws {
    let item: Item = try await wire.send(.get("/v1/items/artist:blue")).decode()
    #expect(item.kind == "artist")
    #expect(item.artists == [])
  }

  @Test(arguments: Wire.allCases) func ids_are_percent_encoded(wire: Wire) async throws {
    let id = "track:" + PlantedModel.awkwardID
    let encoded = try #require(id.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    let response = try await wire.send(.get("/v1/items/\(encoded)"))
    #expect(response.status == 200)
    #expect(try response.decode(Item.self).id == id)
    #expect(try await wire.send(.get("/v1/items/track%3Ared%2D0")).status == 200)
  }

  @Test(arguments: Wire.allCases) func an_unknown_item_is_a_404(wire: Wire) async throws {
    let response = try await wire.send(.get("/v1/items/track:nope"))
    #expect(response.status == 404)
    let problem: WireProblem = try response.decode()
    #expect(problem.type == "unknown-item")
    #expect(problem.detail.contains("track:nope"))
  }

  @Test(
    arguments: Wire.allCases, ["red-0", "song:1", "track:", ":", "track%", "track:%zz", "track:%ff", "Track:red-0"])
  func an_id_without_a_type_is_a_400(wire: Wire, id: String) async throws {
    let response = try await wire.send(.get("/v1/items/\(id)"))
    #expect(response.status == 400)
    #expect(try response.decode(WireProblem.self).type == "invalid-id")
  }

  @Test(arguments: Wire.allCases) func head_has_the_headers_of_get_and_no_body(wire: Wire) async throws {
    try await wire.serve { server in
      for path in ["/v1/items/track:red-0", "/v1/items/track:nope", "/v1/models", "/livez", "/readyz"] {
        let get = try await server.send(.get(path))
        let head = try await server.send(WireRequest(method: "HEAD", path: path))
        #expect(head.status == get.status)
        #expect(head.body.isEmpty)
        for name in ["Content-Type", "Content-Length"] { #expect(head.header(name) == get.header(name)) }
      }
    }
  }
}
