import NIOCore
import Testing

@testable import SimilarityServer

/// Connections whose other side takes too long.
@Suite struct SlowPeerTests {
  private static func configuration(receive: Int = 300, send: Int = 300) -> HTTPService.Configuration {
    var configuration = HTTPService.Configuration()
    configuration.limits = .patient
    configuration.limits.receiveMilliseconds = receive
    configuration.limits.sendMilliseconds = send
    return configuration
  }

  @Test(arguments: [
    "", "GET /livez HTT", "POST /v1/similar HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{\"seeds\"",
  ]) func a_request_that_does_not_arrive_is_waited_for_no_longer(beginning: String) async throws {
    try await LiveServer.run(configuration: Self.configuration()) { server, _ in
      let answer = try await RawConnection.open(port: server.port) { connection in
        if !beginning.isEmpty { try await connection.send(beginning) }
        return await connection.readToEnd()
      }
      #expect(answer.isEmpty)
      let figures = try await server.send(.get("/metrics")).text
      #expect(figures.contains(#"w2v_cut_connections_total{reason="slow_request"} 1"#))
    }
  }

  @Test(arguments: ["", "GET /livez HTTP/1.1\r\nHost: h\r\n\r\n"])
  func a_byte_now_and_then_does_not_help(before: String) async throws {
    try await LiveServer.run(configuration: Self.configuration()) { server, _ in
      let wasCut = try await RawConnection.open(port: server.port) { connection in
        do {
          try await connection.send(before)
          // Until the server has had enough: then writing fails.
          while true {
            try await connection.send("G")
            try await Task.sleep(for: .milliseconds(20))
          }
        } catch { return true }
      }
      #expect(wasCut)
    }
  }

  @Test func who_does_not_read_is_not_written_to_for_ever() async throws {
    try await LiveServer.run(configuration: Self.configuration(receive: 600_000)) { server, _ in
      let question = #"{"seeds":["track:red-0"],"count":150,"because":true}"#
      let request = "POST /v1/similar HTTP/1.1\r\nHost: h\r\nContent-Length: \(question.utf8.count)\r\n\r\n\(question)"
      let wasCut = try await RawConnection.open(port: server.port) { connection in
        do {
          while true { try await connection.send(String(repeating: request, count: 20)) }
        } catch { return true }
      }
      #expect(wasCut)
      #expect(try await server.send(.get("/metrics")).text.contains(#"reason="slow_reader"} 1"#))
    }
  }

  @Test func a_kept_connection_may_be_silent_between_requests() async throws {
    try await LiveServer.run(configuration: Self.configuration(receive: 100)) { server, _ in
      try await SocketConnection.open(port: server.port) { connection in
        #expect(try await connection.send(.get("/livez")).status == 200)
        // Longer than a request may take.
        try await Task.sleep(for: .milliseconds(400))
        #expect(try await connection.send(.get("/livez")).status == 200)
      }
    }
  }
}
