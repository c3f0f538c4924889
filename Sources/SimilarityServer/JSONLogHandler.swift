import Logging
import NIOCore

/// Writes a line of JSON for each message: `time`, `level`, `message`, and its metadata as further fields.
///
/// Safe to use from any number of threads: a line is one write.
public struct JSONLogHandler: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var logLevel: Logger.Level = .info
  private let label: String
  private let write: @Sendable (String) -> Void

  /// Writes to standard error.
  public init(label: String) { self.init(label: label, write: StandardError.write) }

  init(label: String, write: @escaping @Sendable (String) -> Void) {
    self.label = label
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
    let line = JSONWriter.object { json in
      json.field("time", TextClock.utc.now)
      json.field("level", event.level.rawValue)
      json.field("logger", label)
      json.field("message", event.message.description)
      // What is written already must not come twice.
      for (key, value) in all.sorted(by: { $0.key < $1.key }) where !Self.own.contains(key) {
        json.field(key, value.description)
      }
    }
    write(String(buffer: line) + "\n")
  }

  private static let own: Set = ["time", "level", "logger", "message"]
}
