import Foundation
import Logging
import Synchronization
import Testing

@testable import SimilarityServer

@Suite struct LogTests {
  private final class Lines: TextOutputStream, Sendable {
    private let kept = Mutex("")
    var text: String { kept.withLock { $0 } }
    func write(_ line: String) { kept.withLock { $0 += line } }
  }

  @Test func a_line_is_an_object_with_its_metadata() throws {
    let lines = Lines()
    var logger = Logger(label: "w2v") { LineLogHandler(label: $0, format: .json, write: { lines.write($0) }) }
    logger[metadataKey: "host"] = "a"
    logger.debug("not at this level")
    logger.warning("a \"quoted\"\nmessage", metadata: ["status": "200", "level": "mine", "list": ["x", "y"]])
    #expect(lines.text.hasSuffix("\n") && lines.text.filter { $0 == "\n" }.count == 1)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(lines.text.utf8)) as? [String: String])
    #expect(object["message"] == "a \"quoted\"\nmessage" && object["level"] == "warning" && object["logger"] == "w2v")
    #expect(object["host"] == "a" && object["status"] == "200" && object["list"]?.contains("x") == true)
    #expect(object["time"]?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil, "\(object["time"] ?? "")")
  }

  @Test func a_line_for_people_is_what_the_logger_of_the_library_writes() throws {
    let (own, others) = (Lines(), Lines())
    let metadata: Logger.Metadata = ["status": "200", "id": "b", "list": ["x", "y"]]
    for (lines, handler) in [
      (own, LineLogHandler(label: "w2v", format: .text, write: { own.write($0) }) as any LogHandler),
      (others, StreamLogHandler(label: "w2v", stream: others)),
    ] {
      var logger = Logger(label: "w2v") { _ in handler }
      logger[metadataKey: "host"] = "a"
      logger.debug("not at this level")
      logger.info("a message", metadata: metadata)
      logger.warning("another")
      logger.error("a third", error: Problem(.overloaded, "why"), metadata: metadata)
      #expect(lines.text.filter { $0 == "\n" }.count == 3)
    }
    let time = #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} /#
    func untimed(_ text: String) -> String { text.replacing(time, with: "") }
    #expect(untimed(own.text) == untimed(others.text) && untimed(own.text) != own.text, "\(own.text)\(others.text)")
  }

  @Test func a_clock_follows_the_seconds() {
    let clock = TextClock.utc
    #expect(clock.text(timespec(tv_sec: 1_764_579_600, tv_nsec: 7_000_000)) == "2025-12-01T09:00:00.007Z")
    #expect(clock.text(timespec(tv_sec: 1_764_579_600, tv_nsec: 999_999_999)) == "2025-12-01T09:00:00.999Z")
    #expect(clock.text(timespec(tv_sec: 1_764_579_601, tv_nsec: 0)) == "2025-12-01T09:00:01.000Z")
    #expect(clock.text(timespec(tv_sec: 1_764_579_600, tv_nsec: 0)) == "2025-12-01T09:00:00.000Z")
  }

  @Test func a_trace_that_was_sent_is_in_the_line() async throws {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    for (sent, logged) in [
      ("00-\(trace)-00f067aa0ba902b7-01", trace), ("00-\(String(repeating: "0", count: 32))-00f067aa0ba902b7-01", nil),
      ("nonsense\"", nil),
    ] {
      let log = RecordingLog()
      try await Wire.inProcess.serve(logger: log.logger) { server in
        var request = WireRequest.get("/livez")
        request.headers.append(("traceparent", sent))
        _ = try await server.send(request)
      }
      #expect(log.lines.first { $0.message == "request" }?.metadata["trace"] == logged, "\(sent)")
    }
  }
}
