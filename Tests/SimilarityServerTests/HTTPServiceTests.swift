import Foundation
import Logging
import ServiceLifecycle
import Similarity
import Testing

@testable import SimilarityServer

@Suite struct HTTPServiceTests {
  private static let question = WireRequest.similar(#"{"seeds":["track:red-0"],"count":5}"#)

  @Test func a_connection_serves_one_request_after_another() async throws {
    try await LiveServer.run { server, _ in
      try await SocketConnection.open(port: server.port) { connection async throws in
        for _ in 0..<5 {
          #expect(try await connection.send(Self.question).status == 200)
          #expect(try await connection.send(.get("/nowhere")).status == 404)
          #expect(try await connection.send(WireRequest(method: "HEAD", path: "/livez")).status == 200)
        }
      }
    }
  }

  @Test(arguments: Wire.allCases) func sixty_four_requests_at_once_are_all_answered(wire: Wire) async throws {
    let seeds = (0..<64).map { "track:\(PlantedModel.colours[$0 % 3])-\($0 / 3)" }
    try await wire.serve { server in
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for seed in seeds {
          tasks.addTask {
            let response = try await server.send(.similar(#"{"seeds":["\#(seed)"],"count":10,"exact":true}"#))
            #expect(response.status == 200)
            let answer: WireAnswer = try response.decode()
            #expect(answer.seeds.map(\.id) == [seed])
            let colour = seed.prefix { $0 != "-" }
            #expect(answer.items.allSatisfy { $0.id.hasPrefix(colour) })
          }
        }
        try await tasks.waitForAll()
      }
    }
  }

  /// Two models take turns while questions are asked: whatever model an answer names, all its items are that model's.
  @Test(arguments: Wire.allCases) func a_swap_under_load_mixes_no_versions(wire: Wire) async throws {
    let engines = try PlantedModel.Edition.allCases.map(PlantedModel.engine)
    let editions = Dictionary(uniqueKeysWithValues: zip(engines.map(\.model.version), PlantedModel.Edition.allCases))
    let models = ModelHolder(engines[0])
    try await wire.serve(models) { server in
      try await withThrowingTaskGroup(of: Set<String>.self) { tasks in
        for worker in 0..<4 {
          tasks.addTask {
            var versions: Set<String> = []
            for turn in 0..<25 {
              models.replace(with: engines[(worker + turn) % 2])
              let response = try await server.send(Self.question)
              #expect(response.status == 200)
              let answer: WireAnswer = try response.decode()
              let edition = try #require(editions[answer.answer.model])
              #expect(answer.items.allSatisfy { $0.name?.hasPrefix(edition.rawValue) == true })
              versions.insert(answer.answer.model)
            }
            return versions
          }
        }
        let versions = try await tasks.reduce(into: Set<String>()) { $0.formUnion($1) }
        #expect(versions == Set(editions.keys))
      }
    }
  }

  /// The request is in flight when the server is told to stop: it is answered, then the connection closes.
  @Test func a_graceful_stop_lets_a_slow_request_finish() async throws {
    let log = RecordingLog()
    try await LiveServer.run(logger: log.logger) { server, group in
      try await SocketConnection.open(port: server.port) { connection in
        try await connection.begin(Self.question)
        try await connection.write(Self.question.body.prefix(10))
        await log.wait(for: "request begins")
        await group.triggerGracefulShutdown()
        try await connection.write(Self.question.body.dropFirst(10))
        let response = try await connection.finish()
        #expect(response.status == 200)
        #expect(try response.decode(WireAnswer.self).returned == 5)
        #expect(try await connection.isClosedByServer())
      }
    }
  }

  @Test func a_server_that_is_stopping_says_that_it_closes_connections() async throws {
    let drain = Drain()
    let headers = try await LiveServer.run(drain: drain) { server, _ in
      let before = try await server.send(.get("/livez"))
      drain.isStopping = true
      let after = try await server.send(.get("/livez"))
      drain.isStopping = false
      return [before.header("Connection"), after.header("Connection")]
    }
    #expect(headers == [nil, "close"])
    // The graceful stop has told it.
    #expect(drain.isStopping)
  }

  @Test func a_stopped_server_no_longer_listens() async throws {
    let port = try await LiveServer.run { server, _ in server.port }
    await #expect(throws: (any Error).self) { try await LiveServer(port: port).send(.get("/livez")) }
  }

  @Test func an_idle_connection_is_closed() async throws {
    var configuration = HTTPService.Configuration()
    configuration.idleTimeout = .milliseconds(20)
    try await LiveServer.run(configuration: configuration) { server, _ in
      let isClosed = try await SocketConnection.open(port: server.port) { try await $0.isClosedByServer() }
      #expect(isClosed)
    }
  }

  @Test func a_port_that_is_taken_is_named() async throws {
    try await LiveServer.run { server, _ in
      var configuration = HTTPService.Configuration()
      configuration.address = ServerAddress(port: server.port)
      let second = HTTPService(
        configuration: configuration, models: ModelHolder(), store: .absent, logger: .silent)
      let error = await #expect(throws: ListenError.self) { try await second.runUntilTerminated() }
      #expect(error?.address == ServerAddress(port: server.port))
      #expect(error?.description.hasPrefix("cannot listen on 127.0.0.1:\(server.port): ") == true)
      #expect(error?.description.contains("Address already in use") == true)
    }
  }

  /// What the process is told by `kill`: the service ends by itself and the process exits with status 0.
  @Test(arguments: [SIGTERM, SIGINT]) func a_signal_ends_the_service_normally(signal: Int32) async {
    await #expect(processExitsWith: .success) { [signal] in
      var configuration = HTTPService.Configuration()
      configuration.address = ServerAddress(port: 0)
      let service = HTTPService(
        configuration: configuration, models: try PlantedModel.holder(), store: .absent,
        logger: .silent
      ) { address in
        Task {
          let answered = try? await LiveServer(port: address.port).send(.get("/readyz"))
          kill(getpid(), answered?.status == 200 ? signal : SIGKILL)
        }
      }
      try await service.runUntilTerminated()
    }
  }

  @Test(arguments: Wire.allCases) func a_request_leaves_one_line_without_what_was_asked(wire: Wire) async throws {
    let log = RecordingLog()
    try await wire.serve(logger: log.logger) { server in
      var request = WireRequest.similar(#"{"seeds":["track:red-0","track:secret"]}"#)
      request.headers.append(("X-Request-Id", "abc"))
      _ = try await server.send(request)
      _ = try await server.send(.get("/v1/items/track:secret"))
      _ = try await server.send(.get("/secret?q=secret"))
    }
    let lines = log.lines.filter { $0.message == "request" }
    #expect(lines.map { $0.metadata["path"] } == ["/v1/similar", "/v1/items/{id}", "unmatched"])
    #expect(lines.map { $0.metadata["method"] } == ["POST", "GET", "GET"])
    #expect(lines.map { $0.metadata["status"] } == ["200", "404", "404"])
    #expect(lines.first?.metadata["id"] == "abc")
    #expect(lines.allSatisfy { $0.level == .info && Double($0.metadata["ms"] ?? "") != nil })
    #expect(log.lines.allSatisfy { !"\($0)".contains("secret") && !"\($0)".contains("red-0") })
  }
}
