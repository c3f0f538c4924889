import Files
import Foundation
import TestSupport
import Testing

@testable import w2v

/// The program asks its own service, over a real socket.
@Suite struct LoadTests {
  /// A service on a port of the system's choice, for as long as `body` runs.
  private static func serving<Result>(_ models: String, _ body: (String) async throws -> Result) async throws -> Result
  {
    let folder = try TemporaryFolder()
    let log = try folder.write("", as: "log")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["serve", "--models", models, "--bind", "127.0.0.1:0", "--log-level", "warning"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    while process.isRunning {
      let text = String(decoding: try ByteSource.readAll(path: log), as: UTF8.self)
      if let address = text.firstMatch(of: /on http:\/\/([0-9.:]+)\n/)?.1 { return try await body(String(address)) }
      await Task.yield()
    }
    throw DataError(
      .badData, at: log, "the service ended: \(String(decoding: try ByteSource.readAll(path: log), as: UTF8.self))")
  }

  @Test func questions_at_a_rate_are_all_answered() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    defer { withExtendedLifetime(corpus) {} }
    try await Self.serving(models) { address in
      let load = try await Program.run(
        "load", "--models", models, "--server", address, "--rate", "200", "--duration", "1s", "--seeds", "3", "-k", "5",
        "--json")
      #expect(load.status == 0, "\(load)")
      let figures = try #require(try load.objects().first)
      // On a machine that is full some may be refused, but none is lost.
      func kept(_ figures: [String: Any]) -> Int {
        (figures["answered"] as? Int ?? 0) + (figures["shed_with_retry_after"] as? Int ?? 0)
      }
      #expect(figures["sent"] as? Int == 200 && kept(figures) == 200 && figures["failed"] as? Int == 0, "\(figures)")
      #expect((figures["p99_ms"] as? Double ?? -1) > 0)
      let storm = try await Program.run(
        "storm", "--models", models, "--server", address, "--rate", "50", "--events", "2000", "--connections", "32",
        "--calm", "1s", "--budget", "60000", "--json")
      let report = try #require(try storm.objects().first)
      let events = try #require(report["events"] as? [String: Any])
      #expect(events["sent"] as? Int == 2_000 && events["failed"] as? Int == 0)
      #expect(events["shed"] as? Int == events["shed_with_retry_after"] as? Int)
      for phase in ["before", "during", "after"] {
        let figures = try #require(report[phase] as? [String: Any])
        #expect(figures["sent"] as? Int == kept(figures) && figures["failed"] as? Int == 0, "\(phase): \(figures)")
      }
    }
  }

  @Test func nobody_there_is_said() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    defer { withExtendedLifetime(corpus) {} }
    let load = try await Program.run(
      "load", "--models", models, "--server", "127.0.0.1:1", "--rate", "20", "--duration", "1s")
    #expect(load.status == 1 && load.errors.contains("20 questions got no answer; the first: 127.0.0.1:1:"), "\(load)")
    #expect(try await Program.run("load", "--models", models, "--rate", "0").status == 64)
  }

  @Test func latencies_count_from_when_a_question_was_due() {
    let samples = [(0.0, 0.1, 200), (0.5, 0.2, 200), (1.0, 0.3, 503), (1.5, 0.4, 0), (2.0, 1.0, 200)].map {
      OpenLoop.Sample(due: $0.0, latency: $0.1, status: $0.2, hasRetryAfter: $0.2 == 503)
    }
    let figures = LoadFigures(samples)
    #expect(figures.sent == 5 && figures.answered == 3 && figures.shed == 1 && figures.failed == 1)
    #expect(figures.shedWithRetryAfter == 1 && figures.seconds == 3)
    #expect(figures.percentile(0.5) == 0.2 && figures.percentile(1) == 1.0)
    #expect(LoadFigures([OpenLoop.Sample]()).percentile(0.5) == nil)
  }
}
