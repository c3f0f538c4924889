import Hummingbird
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import SimilarityServer

/// Requests that are answered by their head alone.
@Suite struct RefusalHandlerTests {
  /// A connection on which every request to `/refused` is refused.
  private static func channel() throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandler(
      RefusalHandler { head in
        head.path == "/refused"
          ? RefusalHandler.Refusal(head: HTTPResponse(status: .serviceUnavailable), body: ByteBuffer(string: "full"))
          : nil
      })
    return channel
  }

  private static func request(_ path: String, body: Int = 0) -> [HTTPRequestPart] {
    [.head(HTTPRequest(method: .post, scheme: "http", authority: "h", path: path))]
      + Array(repeating: .body(ByteBuffer(string: "part")), count: body) + [.end(nil)]
  }

  private static let response: [HTTPResponsePart] = [.head(HTTPResponse(status: .ok)), .end(nil)]

  /// What came through to the other side, as words.
  private static func passedOn(_ channel: EmbeddedChannel) throws -> [String] {
    var words: [String] = []
    while let part = try channel.readInbound(as: HTTPRequestPart.self) {
      switch part {
      case .head(let head): words.append(head.path ?? "")
      case .body: words.append("body")
      case .end: words.append("end")
      }
    }
    return words
  }

  private static func answered(_ channel: EmbeddedChannel) throws -> [String] {
    var words: [String] = []
    while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
      switch part {
      case .head(let head): words.append("\(head.status.code)")
      case .body(let body): words.append(String(buffer: body))
      case .end: words.append("end")
      }
    }
    return words
  }

  @Test func a_refused_request_is_answered_by_its_head_and_its_body_passed_over() throws {
    let channel = try Self.channel()
    defer { _ = try? channel.finish() }
    let request = Self.request("/refused", body: 3)
    try channel.writeInbound(request[0])
    #expect(try Self.answered(channel) == ["503", "full", "end"])
    for part in request.dropFirst() { try channel.writeInbound(part) }
    for part in Self.request("/taken", body: 2) { try channel.writeInbound(part) }
    #expect(try Self.passedOn(channel) == ["/taken", "body", "body", "end"])
    #expect(try Self.answered(channel) == [])
  }

  @Test func behind_a_request_that_is_being_answered_none_is_answered_before_it() throws {
    let channel = try Self.channel()
    defer { _ = try? channel.finish() }
    for part in Self.request("/taken", body: 1) + Self.request("/refused", body: 1) { try channel.writeInbound(part) }
    #expect(try Self.answered(channel) == [])
    #expect(try Self.passedOn(channel) == ["/taken", "body", "end", "/refused", "body", "end"])
    for part in Self.response { try channel.writeOutbound(part) }
    // One of the two is still under way.
    for part in Self.request("/refused") { try channel.writeInbound(part) }
    #expect(try Self.passedOn(channel) == ["/refused", "end"])
    for part in Self.response + Self.response { try channel.writeOutbound(part) }
    #expect(try Self.answered(channel) == ["200", "end", "200", "end", "200", "end"])
    for part in Self.request("/refused", body: 1) { try channel.writeInbound(part) }
    #expect(try Self.answered(channel) == ["503", "full", "end"])
    #expect(try Self.passedOn(channel) == [])
  }

  // MARK: Over a socket

  private static var full: Limits {
    var limits = Limits.patient
    limits.questions = 0
    return limits
  }

  private static let question = #"{"seeds":["track:red-0"],"count":1}"#

  @Test func every_path_that_is_posted_to_is_a_question() throws {
    let routes = Routes(models: try PlantedModel.holder(), store: .absent, limits: .patient, logger: .silent)
    #expect(Routes.questionPaths == Set(routes.paths.filter { $0.method == .post }.map(\.path)))
  }

  /// Refused at its head or after its body: who asks cannot tell which.
  @Test(arguments: ["/v1/similar", "/v1/similar:batch", "/v1/home", "/v1/score", "/v1/listener", "/v1/explain"])
  func the_words_are_those_of_a_refusal_behind_the_body(path: String) async throws {
    var request = WireRequest.post(path, Self.question)
    request.headers.append(("X-Request-Id", "one"))
    let early = try await Wire.socket.send(request, limits: Self.full)
    request.headers.append(("X-Lane", "refresh"))
    let late = try await Wire.socket.send(request, limits: Self.full)
    #expect(early.status == 503 && early.text == late.text)
    let optional: Set = ["date"]
    func fields(_ response: WireResponse) -> [String: String] {
      Dictionary(
        response.headers.map { ($0.name.lowercased(), $0.value) }.filter { !optional.contains($0.0) },
        uniquingKeysWith: { "\($0), \($1)" })
    }
    #expect(fields(early) == fields(late))
    #expect(early.header("Date") == nil && late.header("Date") != nil, "both came the same way")
  }

  @Test func who_is_refused_need_not_send_the_body_first_and_the_connection_goes_on() async throws {
    var configuration = HTTPService.Configuration.patient
    configuration.limits = Self.full
    let log = RecordingLog()
    try await LiveServer.run(configuration: configuration, logger: log.logger) { server, _ in
      try await SocketConnection.open(port: server.port) { connection in
        var request = WireRequest.post("/v1/similar", Self.question + String(repeating: " ", count: 300_000))
        request.headers.append(("X-Request-Id", "early"))
        try await connection.begin(request)
        #expect(try await connection.receive().status == 503)
        try await connection.write(request.body)
        try await connection.end()
        #expect(try await connection.send(.get("/livez")).status == 200)
      }
      let line = try #require(log.lines.first { $0.metadata["id"] == "early" && $0.message == "request" })
      #expect(line.metadata["path"] == "/v1/similar" && line.metadata["status"] == "503" && line.metadata["ms"] != nil)
      let metrics = try await server.send(.get("/metrics")).text
      #expect(metrics.contains(#"w2v_shed_total{lane="interactive",reason="full"} 1"#))
      #expect(metrics.contains(#"_count{path="/v1/similar",method="POST",status="503"} 1"#), "\(metrics)")
      #expect(metrics.contains("http_server_active_requests 1\n"))
    }
  }

  @Test func a_connection_that_is_to_be_closed_is_closed() async throws {
    var configuration = HTTPService.Configuration.patient
    configuration.limits = Self.full
    let answer = try await LiveServer.run(configuration: configuration) { server, _ in
      try await RawConnection.open(port: server.port) { connection in
        try await connection.send(
          "POST /v1/similar HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
        return await connection.readToEnd()
      }
    }
    #expect(answer.hasPrefix("HTTP/1.1 503"))
  }

  @Test func who_may_have_the_answer_already_is_not_refused() async throws {
    let tag = try #require(try await Wire.socket.send(.similar(Self.question)).header("ETag"))
    var request = WireRequest.similar(Self.question)
    request.headers.append(("If-None-Match", tag))
    #expect(try await Wire.socket.send(request, limits: Self.full).status == 304)
  }
}
