import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypesHTTP1
import Synchronization
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

  /// A connection by a clock of its own, and how often it was cut.
  private final class Connection {
    let channel = EmbeddedChannel()
    private let cuts = Cuts()

    private final class Cuts: Sendable {
      let reasons = Mutex<[SlowPeerHandler.Reason]>([])
    }

    init() throws {
      try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
      try channel.pipeline.syncOperations.addHandlers(
        HTTP1ToHTTPServerCodec(secure: false),
        SlowPeerHandler(
          receive: .seconds(10), send: .seconds(10),
          onCut: { [cuts] reason in
            cuts.reasons.withLock { $0.append(reason) }
          }))
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }
    func wait(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }
    var reasons: [SlowPeerHandler.Reason] { cuts.reasons.withLock { $0 } }
  }

  private static let request = "GET /livez HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test(arguments: [
    "", "GET /livez HTT", "POST /v1/similar HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{\"seeds\"",
  ])
  func a_request_that_does_not_arrive_is_waited_for_no_longer(beginning: String) throws {
    let connection = try Connection()
    if !beginning.isEmpty { try connection.send(beginning) }
    connection.wait(9)
    #expect(connection.channel.isActive && connection.reasons.isEmpty)
    connection.wait(1)
    #expect(!connection.channel.isActive && connection.reasons == [.slowRequest])
  }

  @Test func bytes_in_between_give_no_time() throws {
    let connection = try Connection()
    for byte in Self.request.prefix(10) {
      #expect(connection.channel.isActive)
      try connection.send(String(byte))
      connection.wait(1)
    }
    #expect(connection.reasons == [.slowRequest])
  }

  @Test func every_request_has_the_whole_time_and_silence_between_them_is_no_request() throws {
    let connection = try Connection()
    for _ in 0..<5 {
      try connection.send(String(Self.request.prefix(20)))
      connection.wait(9)
      try connection.send(String(Self.request.dropFirst(20)))
      connection.wait(100)
      try connection.send(Self.request)
    }
    #expect(connection.channel.isActive && connection.reasons.isEmpty)
    try connection.send("GET /li")
    connection.wait(10)
    #expect(connection.reasons == [.slowRequest])
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
}
