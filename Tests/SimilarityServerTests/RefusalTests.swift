import Testing

@testable import SimilarityServer

@Suite struct RefusalTests {
  private static let question = #"{"seeds":["track:red-0"],"count":1}"#

  private static func padded(to count: Int) -> String {
    question + String(repeating: " ", count: count - question.utf8.count)
  }

  @Test(arguments: Wire.allCases, ["/v1", "/v1/similars", "/v1/item", "/v2/similar", "/V1/models"])
  func a_path_that_is_not_there_is_a_404(wire: Wire, path: String) async throws {
    let response = try await wire.send(.get(path))
    #expect(response.status == 404)
    #expect(response.header("Content-Type") == "application/problem+json")
    let problem: WireProblem = try response.decode()
    #expect(problem.type == "no-such-path")
    #expect(problem.detail.contains("/v1/similar"))
    #expect(problem.instance == response.header("X-Request-Id"))
  }

  static let wrongMethods: [(method: String, path: String, allow: String)] = [
    ("GET", "/v1/similar", "POST"), ("HEAD", "/v1/similar", "POST"), ("PUT", "/v1/similar", "POST"),
    ("DELETE", "/v1/items/track:a", "GET, HEAD"), ("POST", "/v1/models", "GET, HEAD"),
    ("OPTIONS", "/v1/models", "GET, HEAD"), ("POST", "/livez", "GET, HEAD"), ("PATCH", "/readyz", "GET, HEAD"),
  ]

  @Test(arguments: Wire.allCases, wrongMethods)
  func a_wrong_method_is_a_405_that_names_the_right_ones(
    wire: Wire, wrong: (method: String, path: String, allow: String)
  ) async throws {
    let response = try await wire.send(WireRequest(method: wrong.method, path: wrong.path))
    #expect(response.status == 405)
    #expect(response.header("Allow") == wrong.allow)
    #expect(response.header("Content-Type") == "application/problem+json")
    if wrong.method == "HEAD" {
      #expect(response.body.isEmpty)
    } else {
      #expect(try response.decode(WireProblem.self).type == "method-not-allowed")
    }
  }

  @Test(arguments: Wire.allCases) func a_method_no_path_has_is_a_405_too(wire: Wire) async throws {
    let response = try await wire.send(WireRequest(method: "PROPFIND", path: "/v1/models/current"))
    #expect(response.status == 405 && response.header("Allow") == "GET, HEAD")
    #expect(try response.decode(WireProblem.self).type == "method-not-allowed")
    #expect(try await wire.send(WireRequest(method: "PROPFIND", path: "/v1/nowhere")).status == 404)
  }

  @Test(
    arguments: Wire.allCases,
    [
      nil, "application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8",
      "application/json; charset=\"utf-8\"", "application/json; profile=x",
    ])
  func json_is_taken_under_its_names(wire: Wire, type: String?) async throws {
    let response = try await wire.send(.post("/v1/similar", Self.question, type: type))
    #expect(response.status == 200)
  }

  @Test(
    arguments: Wire.allCases,
    ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/json; charset=latin1", ""])
  func another_type_is_a_415(wire: Wire, type: String) async throws {
    let response = try await wire.send(.post("/v1/similar", Self.question, type: type))
    #expect(response.status == 415)
    #expect(try response.decode(WireProblem.self).type == "unsupported-media-type")
  }

  @Test(arguments: Wire.allCases) func a_compressed_body_is_a_415(wire: Wire) async throws {
    var request = WireRequest.similar(Self.question)
    request.headers.append(("Content-Encoding", "gzip"))
    let response = try await wire.send(request)
    #expect(response.status == 415)
    #expect(try response.decode(WireProblem.self).detail == "the body is encoded as 'gzip'; send it as it is")
  }

  @Test(arguments: Wire.allCases) func a_body_of_the_limit_is_read(wire: Wire) async throws {
    #expect(try await wire.send(.similar(Self.padded(to: 1 << 20))).status == 200)
  }

  @Test(arguments: Wire.allCases) func a_body_over_the_limit_is_a_413(wire: Wire) async throws {
    let response = try await wire.send(.similar(Self.padded(to: 1 << 20 + 1)))
    #expect(response.status == 413)
    let problem: WireProblem = try response.decode()
    #expect(problem.type == "body-too-large")
    #expect(problem.detail == "at most 1048576 bytes are read")
  }

  @Test func a_body_of_unknown_length_is_measured_as_it_comes() async throws {
    var limits = Limits.patient
    limits.bodyBytes = 1_000
    for (count, status) in [(1_000, 200), (1_001, 413)] {
      var request = WireRequest.similar(Self.padded(to: count))
      request.headers.append(("Transfer-Encoding", "chunked"))
      #expect(try await Wire.socket.send(request, limits: limits).status == status)
    }
  }

  @Test(arguments: Wire.allCases) func a_connection_goes_on_after_a_body_too_large(wire: Wire) async throws {
    var limits = Limits.patient
    limits.bodyBytes = 100
    try await wire.serve(limits: limits) { server async throws in
      #expect(try await server.send(.similar(Self.padded(to: 300_000))).status == 413)
      #expect(try await server.send(.similar(Self.question)).status == 200)
    }
  }

  @Test(arguments: Wire.allCases) func a_full_server_says_so_and_when_to_come_back(wire: Wire) async throws {
    var limits = Limits.patient
    limits.questions = 0
    let response = try await wire.send(.similar(Self.question), limits: limits)
    #expect(response.status == 503)
    #expect(response.header("Retry-After") == "1")
    #expect(try response.decode(WireProblem.self).type == "overloaded")
  }

  @Test(arguments: Wire.allCases) func a_request_id_that_was_sent_comes_back(wire: Wire) async throws {
    var request = WireRequest.get("/v1/nothing")
    request.headers = [("X-Request-Id", "home-42.a_b~c=d+e")]
    let response = try await wire.send(request)
    #expect(response.header("X-Request-Id") == "home-42.a_b~c=d+e")
    #expect(try response.decode(WireProblem.self).instance == "home-42.a_b~c=d+e")
  }

  @Test(arguments: Wire.allCases, ["", "a b", "a\"b", "id/1", String(repeating: "a", count: 129)])
  func a_request_id_that_is_not_sane_is_replaced(wire: Wire, id: String) async throws {
    var request = WireRequest.get("/livez")
    request.headers = [("X-Request-Id", id)]
    let answered = try #require(try await wire.send(request).header("X-Request-Id"))
    #expect(answered.wholeMatch(of: /[0-9a-f]{16}/) != nil)
  }

  /// Every kind of problem has a status, a slug that can stand in a URI, and words of its own.
  @Test func slugs_and_titles_are_distinct() {
    let kinds = Problem.Kind.allCases
    #expect(kinds.allSatisfy { $0.rawValue.wholeMatch(of: /[a-z-]+/) != nil })
    #expect(kinds.allSatisfy { (400..<600).contains($0.status.code) })
    #expect(Set(kinds.map(\.title)).count == kinds.count)
  }
}
