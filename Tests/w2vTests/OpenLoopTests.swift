import Foundation
import Synchronization
import Testing

@testable import w2v

/// Requests to servers that answer in ways of their own.
@Suite struct OpenLoopTests {
  /// A server that sends the same bytes to whoever asks, and closes the connection behind them or not.
  private final class CannedServer: Sendable {
    let port: Int
    private let listener: Int32

    init(_ answer: String, closing: Bool) throws {
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let listener = listener
      port =
        withUnsafeMutablePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            guard bind(listener, address, length) == 0, listen(listener, 64) == 0 else { return 0 }
            return getsockname(listener, address, &length) == 0 ? 1 : 0
          }
        } == 1 ? Int(UInt16(bigEndian: address.sin_port)) : 0
      try #require(port > 0)
      Thread {
        while true {
          let connection = accept(listener, nil, nil)
          if connection < 0, errno == EINTR || errno == ECONNABORTED { continue }
          // Closed where it is used: its number must not be another's socket by the next look.
          guard connection >= 0 else {
            close(listener)
            return
          }
          Thread { Self.serve(connection, answer, closing) }.start()
        }
      }.start()
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ connection: Int32, _ answer: String, _ closing: Bool) {
      var buffer = [UInt8](repeating: 0, count: 4_096)
      while recv(connection, &buffer, buffer.count, 0) > 0 {
        let bytes = Array(answer.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if closing { break }
      }
      close(connection)
    }
  }

  private static let request = Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8)

  private static func samples(
    of answer: String, closing: Bool = false, rate: Double = .infinity, count: Int = 50, connections: Int = 4
  ) throws -> [OpenLoop.Sample] {
    let server = try CannedServer(answer, closing: closing)
    defer { withExtendedLifetime(server) {} }
    return try OpenLoop(
      host: "127.0.0.1", port: server.port, rate: rate, count: count, connections: connections, requests: [request]
    ).run()
  }

  @Test(arguments: [false, true]) func all_are_answered_whether_the_connections_stay_or_not(isClosing: Bool) throws {
    let fields = isClosing ? "Connection: close\r\n" : ""
    let samples = try Self.samples(of: "HTTP/1.1 200 OK\r\n\(fields)Content-Length: 2\r\n\r\n{}", closing: isClosing)
    #expect(samples.count == 50 && samples.allSatisfy { $0.status == 200 && $0.latency >= 0 && !$0.hasRetryAfter })
  }

  @Test func requests_are_due_at_the_rate() throws {
    let samples = try Self.samples(of: "HTTP/1.1 503 Full\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", rate: 500)
    #expect(samples.map(\.due) == (0..<50).map { Double($0) / 500 })
    #expect(samples.allSatisfy { $0.status == 503 && $0.hasRetryAfter })
  }

  @Test(arguments: [
    ("", "the server closed the connection"), ("SSH-2.0-server\r\n\r\n", "no answer of HTTP/1.1 with a length"),
    ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}", "the server closed the connection"),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "no answer of HTTP/1.1 with a length"),
  ]) func what_is_no_answer_is_a_fault_of_its_request(answer: String, fault: String) throws {
    let samples = try Self.samples(of: answer, closing: true, count: 10)
    #expect(samples.count == 10)
    for sample in samples { #expect(sample.status == 0 && sample.fault?.contains(fault) == true, "\(sample)") }
  }

  /// The second request was due when the first was sent, and cannot be sent before that is given up: it has its whole time then.
  @Test func an_answer_is_waited_for_from_when_its_request_was_sent() throws {
    let server = try CannedServer("", closing: false)
    let samples = try OpenLoop(
      host: "127.0.0.1", port: server.port, rate: 1_000, count: 2, connections: 1, requests: [Self.request],
      patience: 0.3
    ).run()
    #expect(samples.count == 2 && samples.allSatisfy { $0.fault?.contains("the server does not answer") == true })
    #expect(samples[0].latency >= 0.3 && samples[1].due + samples[1].latency >= samples[0].latency + 0.3, "\(samples)")
    withExtendedLifetime(server) {}
  }

  @Test func a_run_stops_when_it_is_told_to() throws {
    let server = try CannedServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", closing: false)
    let asked = Atomic(0)
    let samples = try OpenLoop(
      host: "127.0.0.1", port: server.port, rate: .infinity, count: .max, connections: 3, requests: [Self.request]
    ).run(shouldStop: { asked.add(1, ordering: .relaxed).newValue > 100 })
    #expect(samples.count == 100 && samples.allSatisfy { $0.status == 200 })
    withExtendedLifetime(server) {}
  }

  // MARK: Heads

  private static func head(_ text: String) throws -> ResponseHead? {
    try Array(text.utf8).withUnsafeBytes { try ResponseHead($0) }
  }

  private static let whole =
    "HTTP/1.1 503 Service Unavailable\r\nCONTENT-length:  12\r\nRetry-After: 1\r\nConnection: Close\r\n\r\n{}"

  @Test func a_head_is_read_once_its_end_is_there() throws {
    let head = try #require(try Self.head(Self.whole))
    #expect(head.status == 503 && head.bodyLength == 12 && head.hasRetryAfter && head.closes)
    #expect(head.length == Self.whole.utf8.count - 2)
    for count in 0..<head.length {
      #expect(try Self.head(String(decoding: Self.whole.utf8.prefix(count), as: UTF8.self)) == nil)
    }
  }

  @Test(arguments: [
    "\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
  ]) func what_is_no_head_is_said_to_be_none(text: String) {
    #expect(throws: ResponseHead.NotHTTP.self) { try Self.head(text) }
  }
}
