import Logging
import NIOCore

/// Writes a line for each message, for people or for programs, with its metadata by rising key.
///
/// Safe to use from any number of threads: a line is one write.
public struct LineLogHandler: LogHandler {
  /// How a line is written.
  public enum Format: String, Sendable, CaseIterable {
    /// As swift-log's own handler for a stream writes it, which looks for the time zone's file at each line.
    case text
    /// An object of JSON: `time`, `level`, `logger`, `message`, and the metadata as further fields.
    case json
  }

  public var metadata: Logger.Metadata = [:]
  public var logLevel: Logger.Level = .info
  private let label: String
  private let format: Format
  private let write: @Sendable (String) -> Void

  /// Writes to standard error.
  public init(label: String, format: Format) { self.init(label: label, format: format, write: StandardError.write) }

  init(label: String, format: Format, write: @escaping @Sendable (String) -> Void) {
    self.label = label
    self.format = format
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var all = event.metadata.map { metadata.merging($0) { _, own in own } } ?? metadata
    if let error = event.error {
      all["error.message"] = "\(error)"
      all["error.type"] = "\(String(reflecting: type(of: error)))"
    }
    let fields = all.sorted { $0.key < $1.key }
    write(format == .text ? text(event, fields) : json(event, fields))
  }

  private func text(_ event: LogEvent, _ fields: [Logger.Metadata.Element]) -> String {
    var line = "\(TextClock.local.now) \(event.level) \(label):"
    for (key, value) in fields { line += " \(key)=\(value)" }
    line += " [\(event.source)] \(event.message)\n"
    return line
  }

  private func json(_ event: LogEvent, _ fields: [Logger.Metadata.Element]) -> String {
    let line = JSONWriter.object { json in
      json.field("time", TextClock.utc.now)
      json.field("level", event.level.rawValue)
      json.field("logger", label)
      json.field("message", event.message.description)
      // What is written already must not come twice.
      for (key, value) in fields where !Self.own.contains(key) { json.field(key, value.description) }
    }
    return String(buffer: line) + "\n"
  }

  private static let own: Set = ["time", "level", "logger", "message"]
}
