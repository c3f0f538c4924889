import Logging
import Synchronization

/// Keeps what is logged, and lets a test wait for a line.
final class RecordingLog: Sendable {
  struct Line: Sendable {
    let level: Logger.Level
    let message: String
    let metadata: [String: String]
  }

  private let kept = Mutex<[Line]>([])
  private let arrivals = AsyncStream<Line>.makeStream()

  /// A logger that writes here, at every level.
  var logger: Logger {
    var logger = Logger(label: "recording") { _ in Handler(log: self) }
    logger.logLevel = .trace
    return logger
  }

  /// The lines so far.
  var lines: [Line] { kept.withLock { $0 } }

  /// Waits for lines with a message until one has come that `isWanted`.
  func wait(for message: String, where isWanted: (Line) -> Bool = { _ in true }) async {
    for await line in arrivals.stream where line.message == message && isWanted(line) { return }
  }

  private func take(_ line: Line) {
    kept.withLock { $0.append(line) }
    arrivals.continuation.yield(line)
  }

  private struct Handler: LogHandler {
    let log: RecordingLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      log.take(Line(level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" }))
    }
  }
}
