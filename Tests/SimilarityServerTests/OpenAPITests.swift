import Foundation
import Testing

@testable import SimilarityServer

/// The document says what the service does: neither a path nor a field more or less.
@Suite struct OpenAPITests {
  private static func document() async throws -> [String: Any] {
    let response = try await Wire.inProcess.send(.get("/openapi.json"))
    #expect(response.status == 200)
    return try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
  }

  @Test func every_path_is_there_with_its_method() async throws {
    let routes = Routes(models: ModelHolder(), store: .absent, limits: Limits(), logger: .silent)
    let paths = try #require(try await Self.document()["paths"] as? [String: [String: Any]])
    #expect(paths.keys.sorted() == routes.paths.map(\.path).sorted())
    for (method, path) in routes.paths {
      #expect(paths[path]?.keys.sorted() == [method.rawValue.lowercased()], "\(path)")
    }
  }

  @Test func every_schema_that_is_named_is_there() async throws {
    let response = try await Wire.inProcess.send(.get("/openapi.json"))
    let document = try await Self.document()
    let components = try #require(document["components"] as? [String: Any])
    let schemas = try #require(components["schemas"] as? [String: Any])
    let named = Set(response.text.matches(of: /#\/components\/schemas\/([A-Za-z]+)/).map { String($0.1) })
    #expect(named == Set(schemas.keys), "\(named.symmetricDifference(schemas.keys))")
  }

  /// A body with every field of a schema, each an object that no field takes: what is unknown is told apart from what is wrong.
  @Test(arguments: [
    ("Question", "/v1/similar"), ("Candidates", "/v1/score"), ("Plays", "/v1/listener"), ("Pair", "/v1/explain"),
    ("Batch", "/v1/similar:batch"), ("Page", "/v1/home"),
  ]) func every_field_is_one_that_is_read(schema: String, path: String) async throws {
    let document = try await Self.document()
    let components = try #require(document["components"] as? [String: Any])
    let schemas = try #require(components["schemas"] as? [String: [String: Any]])
    let properties = try #require(schemas[schema]?["properties"] as? [String: Any])
    let body = "{" + properties.keys.sorted().map { "\"\($0)\":{\"x\":1}" }.joined(separator: ",") + "}"
    let problem: WireProblem = try await Wire.inProcess.send(.post(path, body)).decode()
    let unknown = problem.errors?.filter { $0.reason.hasPrefix("unknown field") && !$0.pointer.hasSuffix("/x") } ?? []
    #expect(unknown.isEmpty, "\(unknown)")
    // And there is none that the document does not tell: a slip of each is met with the right name.
    for name in properties.keys where name.count > 5 {
      let slip: WireProblem = try await Wire.inProcess.send(.post(path, "{\"\(name)x\":1}")).decode()
      #expect(slip.errors?.contains { $0.reason.contains("did you mean '\(name)'") } == true, "\(name)")
    }
  }

  @Test func an_answer_has_the_fields_that_are_told() async throws {
    let document = try await Self.document()
    let components = try #require(document["components"] as? [String: Any])
    let schemas = try #require(components["schemas"] as? [String: [String: Any]])
    func required(_ name: String) -> Set<String> { Set(schemas[name]?["required"] as? [String] ?? []) }
    let response = try await Wire.inProcess.send(.similar(#"{"seeds":["track:red-0"]}"#))
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
    #expect(Set(answer.keys) == required("Answer"))
    let stamp = try #require(answer["answer"] as? [String: Any])
    #expect(Set(stamp.keys) == required("Stamp"))
    let card = try #require((answer["items"] as? [[String: Any]])?.first)
    #expect(Set(card.keys) == required("Card"))
    let problem = try await Wire.inProcess.send(.similar("{}"))
    let told = try #require(try JSONSerialization.jsonObject(with: Data(problem.body)) as? [String: Any])
    #expect(Set(told.keys).isSuperset(of: required("Problem")))
  }
}
