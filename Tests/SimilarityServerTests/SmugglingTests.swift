import Testing

@testable import SimilarityServer

/// Requests of which two readers may think differently where they end: they are refused, and nothing behind them is answered.
@Suite struct SmugglingTests {
  private static let question = #"{"seeds":["track:red-0"],"count":1}"#
  /// A request that would be answered if it were taken for one.
  private static let hidden = "GET /v1/limits HTTP/1.1\r\nHost: h\r\n\r\n"

  private static func post(_ headers: String, _ body: String = question) -> String {
    "POST /v1/similar HTTP/1.1\r\nHost: h\r\n\(headers)\r\n\r\n\(body)"
  }

  private static let length = question.utf8.count

  private static let corpus: [(name: String, bytes: String)] = [
    ("both lengths", post("Content-Length: \(length)\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
    ("both lengths, other way round", post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
    ("two lengths", post("Content-Length: \(length)\r\nContent-Length: 5")),
    ("a list of lengths", post("Content-Length: \(length), 5")),
    ("a length with a sign", post("Content-Length: +\(length)")),
    ("a negative length", post("Content-Length: -1")),
    ("a length in hexadecimal", post("Content-Length: 0x\(String(length, radix: 16))")),
    ("a length of letters", post("Content-Length: many")),
    ("no length", post("Content-Length: ")),
    ("a length beyond 64 bits", post("Content-Length: 18446744073709551617")),
    ("a coding before chunked that is unknown", post("Transfer-Encoding: chunked, identity", "0\r\n\r\n")),
    ("a coding that is nearly chunked", post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
    ("chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n")),
    ("a space before the colon", post("Transfer-Encoding : chunked", "0\r\n\r\n")),
    ("a folded header", post("X-A: b\r\n Content-Length: \(length)")),
    ("a chunk size that is none", post("Transfer-Encoding: chunked", "zz\r\nabc\r\n0\r\n\r\n")),
    ("a chunk size beyond 64 bits", post("Transfer-Encoding: chunked", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n")),
    ("a chunk without its end", post("Transfer-Encoding: chunked", "3\r\nabcXX0\r\n\r\n")),
    ("a negative chunk", post("Transfer-Encoding: chunked", "-3\r\nabc\r\n0\r\n\r\n")),
    ("a zero in a header", post("X-A: b\u{0}c\r\nContent-Length: \(length)")),
    ("a control character in a name", post("X-\u{1}A: b\r\nContent-Length: \(length)")),
    ("a header without a colon", post("X-A\r\nContent-Length: \(length)")),
    ("a header without a name", post(": b\r\nContent-Length: \(length)")),
    ("no version", "GET /livez\r\n\r\n"),
    ("a version that is none", "GET /livez HTTP/x.y\r\nHost: h\r\n\r\n"),
    ("a protocol that is another", "GET /livez FTP/1.1\r\nHost: h\r\n\r\n"),
    ("a method of controls", "G\u{7}T /livez HTTP/1.1\r\nHost: h\r\n\r\n"),
    ("a space in the path", "GET /live z HTTP/1.1\r\nHost: h\r\n\r\n"),
    ("no host", "GET /livez HTTP/1.1\r\n\r\n"),
    ("two hosts", "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    ("a handshake of TLS", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}\r\n\r\n"),
    ("a preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("a header longer than all may be", post("X-A: \(String(repeating: "a", count: 20_000))")),
    ("more headers than there may be", post((0..<200).map { "X-\($0): b" }.joined(separator: "\r\n"))),
  ]

  @Test(arguments: corpus.map(\.name)) func what_can_be_read_in_two_ways_is_refused_and_the_connection_closed(
    name: String
  ) async throws {
    let bytes = try #require(Self.corpus.first { $0.name == name }).bytes
    try await LiveServer.run { server, _ in
      let answer = try await RawConnection.open(port: server.port) { connection in
        try await connection.send(bytes + Self.hidden)
        return await connection.readToEnd()
      }
      #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(answer.prefix(200))")
      #expect(answer.ranges(of: "HTTP/1.1 ").count == 1, "\(answer)")
      #expect(!answer.contains("body_bytes"), "the hidden request was answered")
      // And the server goes on.
      #expect(try await server.send(.get("/livez")).status == 200)
    }
  }

  @Test func requests_one_behind_the_other_are_answered_in_order() async throws {
    let requests =
      Self.hidden + Self.post("Content-Length: \(Self.length)")
      + "GET /livez HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    let answer = try await LiveServer.run { server, _ in
      try await RawConnection.open(port: server.port) { connection in
        try await connection.send(requests)
        return await connection.readToEnd()
      }
    }
    let parts = answer.split(separator: "HTTP/1.1 200 OK").map(String.init)
    #expect(
      parts.count == 3 && parts[0].contains("body_bytes") && parts[1].contains("items") && parts[2].contains("live"))
  }
}
