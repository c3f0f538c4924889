import ArgumentParser
import Logging
import SimilarityServer

/// How a line of the log is written.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}

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
    self.init(
      label: "w2v",
      factory: { label -> any LogHandler in
        switch format {
        case .text: TextLogHandler(label: label)
        case .json: JSONLogHandler(label: label)
        }
      })
    logLevel = level.level
  }
}
