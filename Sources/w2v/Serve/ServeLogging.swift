import ArgumentParser
import Logging
import SimilarityServer

/// How a line of the log is written.
typealias LogFormat = LineLogHandler.Format

extension LogFormat: ExpressibleByArgument {}

/// The least important messages that are logged.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
  case debug, info, warning, error

  /// The level as the logger has it.
  var level: Logger.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}

extension Logger {
  /// The log of a service, to standard error.
  init(format: LogFormat, level: LogLevel) {
    self.init(label: "w2v", factory: { LineLogHandler(label: $0, format: format) })
    logLevel = level.level
  }
}
