import Testing

@testable import SimilarityServer

@Suite struct FindTests {
  struct Body: Decodable {
    struct Item: Decodable {
      let id: String
      let name: String?
      let support: Int
    }
    let items: [Item]
    let returned: Int
  }

  @Test(arguments: Wire.allCases) func items_are_found_by_their_words(wire: Wire) async throws {
    let response = try await wire.send(.get("/v1/items?find=RED-1&kind=track&limit=3"))
    #expect(response.status == 200)
    let body: Body = try response.decode()
    #expect(body.returned == 3 && body.items.allSatisfy { $0.id.hasPrefix("track:red-1") })
    let escaped: Body = try await wire.send(.get("/v1/items?find=first%20red&kind=artist")).decode()
    #expect(escaped.items.map(\.id) == ["artist:red"])
    let none: Body = try await wire.send(.get("/v1/items?find=nothing+of+the+kind")).decode()
    #expect(none.returned == 0)
  }

  @Test(arguments: [
    ("/v1/items", ["/find"]), ("/v1/items?find=%20", ["/find"]), ("/v1/items?find=a&kind=song", ["/kind"]),
    ("/v1/items?find=a&limit=0&limti=3", ["/limit", "/limti"]), ("/v1/items?find=a&find=b", ["/find"]),
    ("/v1/items?find=a&limit=1001", ["/limit"]),
  ]) func a_fault_is_named(path: String, pointers: [String]) async throws {
    let response = try await Wire.inProcess.send(.get(path))
    #expect(response.status == 400)
    #expect(try response.decode(WireProblem.self).errors?.map(\.pointer) == pointers)
  }
}
