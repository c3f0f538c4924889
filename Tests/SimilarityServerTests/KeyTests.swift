import Files
import Similarity
import TestSupport
import Testing

@testable import SimilarityServer

/// Who may ask, and what becomes of those who may not.
@Suite struct KeyTests {
  private static let text = """
    # callers
    home   query    0123456789abcdef
    guest  query    fedcba9876543210  2
    watch  observe  observe-observe-observe
    """

  private func ring(_ text: String = text) throws -> KeyRing { try KeyRing(text: text, place: "keys") }

  @Test func a_key_opens_what_its_role_is_for() throws {
    let ring = try ring()
    #expect(ring.admit("Bearer 0123456789abcdef", to: .query) == .admitted("home"))
    #expect(ring.admit("bearer 0123456789abcdef", to: .query) == .admitted("home"))
    #expect(ring.admit("Bearer 0123456789abcdef", to: .observe) == .wrongRole("home"))
    #expect(ring.admit("Bearer observe-observe-observe", to: .observe) == .admitted("watch"))
    for wrong in [
      nil, "", "Bearer", "Bearer ", "Basic 0123456789abcdef", "Bearer 0123456789abcdeg", "Bearer 0123456789abcde",
      "Bearer 0123456789abcdef0", "Bearer home", "0123456789abcdef",
    ] {
      #expect(ring.admit(wrong, to: .query) == .unknown, "\(wrong ?? "nothing")")
    }
  }

  @Test func a_quota_is_so_many_a_second() throws {
    let ring = try ring()
    let start = ContinuousClock.now
    func ask(_ milliseconds: Int) -> KeyRing.Admission {
      ring.admit("Bearer fedcba9876543210", to: .query, now: start + .milliseconds(milliseconds))
    }
    #expect(ask(0) == .admitted("guest") && ask(0) == .admitted("guest"))
    #expect(ask(0) == .overQuota("guest", 0.5))
    #expect(ask(499) != .admitted("guest"))
    #expect(ask(500) == .admitted("guest"))
    // What was not used in an hour is not saved up.
    #expect((0..<10).count { _ in ask(3_600_000) == .admitted("guest") } == 2)
  }

  @Test(arguments: [
    ("", "holds no key"), ("home query", ":1: 2 words"),
    ("home ask 0123456789abcdef", ":1: the second word is no role"),
    ("home query short", ":1: a secret of fewer"), ("a query 0123456789abcdef 0", ":1: the fourth word"),
    ("a query 0123456789abcdef\na observe 0123456789abcdef", ":2: two keys"),
  ]) func what_is_no_key_is_refused(text: String, fault: String) throws {
    let error = #expect(throws: DataError.self) { try ring(text) }
    let said = "\(try #require(error))"
    #expect(said.contains(fault), "\(said)")
    #expect(!said.contains("0123456789abcdef"), "a secret is told")
  }

  @Test func keys_are_rotated_while_the_service_runs() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("home query first-first-first\n", as: "keys")
    let ring = try KeyRing(path: path)
    #expect(ring.admit("Bearer first-first-first", to: .query) == .admitted("home"))
    _ = try folder.write("home query first-first-first\nnext query second-second-second\n", as: "keys")
    ring.reload(logger: .silent)
    #expect(ring.admit("Bearer second-second-second", to: .query) == .admitted("next"))
    // A slip locks nobody out.
    _ = try folder.write("nonsense\n", as: "keys")
    ring.reload(logger: .silent)
    #expect(ring.admit("Bearer first-first-first", to: .query) == .admitted("home"))
    _ = try folder.write("next query second-second-second\n", as: "keys")
    ring.reload(logger: .silent)
    #expect(ring.admit("Bearer first-first-first", to: .query) == .unknown)
  }

  @Test func without_a_key_nothing_is_answered_but_health() async throws {
    let slow = Self.text.replacing("43210  2", with: "43210  0.0001")
    let routes = Routes(
      models: try PlantedModel.holder(), store: .absent, keys: try ring(slow), limits: .patient, logger: .silent)
    let server = RoutesInProcess(responder: routes.responder())
    func send(_ request: WireRequest, _ secret: String?) async throws -> WireResponse {
      var request = request
      if let secret { request.headers.append(("Authorization", "Bearer \(secret)")) }
      return try await server.send(request)
    }
    let question = WireRequest.similar(#"{"seeds":["track:red-0"]}"#)
    let refused = try await send(question, nil)
    #expect(refused.status == 401 && refused.header("WWW-Authenticate") == "Bearer")
    #expect(try refused.decode(WireProblem.self).type == "unauthorized")
    #expect(try await send(question, "observe-observe-observe").status == 403)
    #expect(try await send(question, "0123456789abcdef").status == 200)
    #expect(try await send(.get("/metrics"), "0123456789abcdef").status == 403)
    #expect(try await send(.get("/metrics"), "observe-observe-observe").status == 200)
    for path in ["/metrics/", "//metrics", "/metrics?x=1", "/v1/missing/", "/v1//missing"] {
      let answered = try await send(.get(path), "0123456789abcdef")
      #expect(answered.status == 403 || answered.status == 404, "\(path): \(answered.status)")
    }
    for path in ["/livez", "/readyz"] { #expect(try await send(.get(path), nil).status == 200) }
    #expect(try await send(.get("/v1/nothing"), nil).status == 401)
    #expect(try await send(question, "fedcba9876543210").status == 200)
    let over = try await send(question, "fedcba9876543210")
    #expect(over.status == 429 && Int(over.header("Retry-After") ?? "0") ?? 0 > 50)
    let metrics = try await send(.get("/metrics"), "observe-observe-observe").text
    #expect(metrics.contains(#"w2v_refused_keys_total{reason="quota"} 1"#))
  }
}
