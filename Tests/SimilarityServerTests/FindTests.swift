import Foundation
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

  /// Spaces of every kind are no words, for the service and for who reads its document.
  @Test(arguments: ["%20", "%09", "%C2%85", "%C2%A0", "%E2%80%83", "%E3%80%80"])
  func spaces_are_no_words(spaces: String) async throws {
    #expect(try await Wire.inProcess.send(.get("/v1/items?find=\(spaces)")).status == 400)
    let paths = try await Wire.inProcess.send(.get("/openapi.json")).decode(Document.self).paths
    let find = try #require(paths["/v1/items"]?["get"]?.parameters?.first { $0.name == "find" })
    // A document's patterns are of ECMA-262, to which U+0085 is no space.
    let space = #"\t\n\x0B\f\r\u2028\u2029\uFEFF\p{Zs}"#
    let pattern = try NSRegularExpression(
      pattern: try #require(find.schema.pattern).replacing(#"\s"#, with: space).replacing(#"\S"#, with: "[^\(space)]"))
    func isMatched(_ text: String) -> Bool {
      pattern.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }
    #expect(!isMatched(try #require(spaces.removingPercentEncoding)) && isMatched("a"))
  }

  private struct Document: Decodable {
    struct Operation: Decodable { let parameters: [Parameter]? }
    struct Parameter: Decodable {
      let name: String
      let schema: Schema
    }
    struct Schema: Decodable { let pattern: String? }
    let paths: [String: [String: Operation]]
  }
}
