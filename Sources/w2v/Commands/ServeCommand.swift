import ArgumentParser
import Foundation
import Logging
import Similarity
import SimilarityServer

/// `w2v serve`: the answers of a model over HTTP.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer over HTTP what 'w2v similar' answers on a terminal.",
    discussion: """
      The models folder is followed: when another version becomes current (or gets the label that --model names), it is \
      verified and answers from then on; one that does not verify changes nothing. Serves until SIGTERM or Ctrl-C, then finishes the requests in flight. One line a request goes to standard error.

      EXAMPLES
        w2v serve --models models
        w2v serve --models models --model canary --bind 127.0.0.1:9000
        w2v serve --models models --bind '[::1]:8080' --log-level warning
        w2v serve --models models --bind 0.0.0.0:8080 --keys keys
      """)

  @OptionGroup var models: ModelOptions

  @Option(help: ArgumentHelp("Where to listen; port 0 lets the system choose one.", valueName: "host:port"))
  var bind = ServerAddress()

  @Option(help: ArgumentHelp("A file of keys; only requests with one of them are answered.", valueName: "file"))
  var keys: String?

  @Flag(help: "Listen beyond this machine without keys.")
  var insecure = false

  @Option(help: ArgumentHelp("How a line of the log is written.", valueName: "format"))
  var logFormat = LogFormat.text

  @Option(help: ArgumentHelp("How much is logged.", valueName: "level"))
  var logLevel = LogLevel.info

  func validate() throws {
    guard keys != nil || insecure || bind.isLoopback || ProcessInfo.processInfo.environment[Self.keysVariable] != nil
    else {
      throw ValidationError(
        "\(bind) can be reached from other machines: name a file of keys (--keys), or say --insecure.")
    }
  }

  /// The keys of the file, or of the environment; nil for none.
  private func keyRing() throws -> KeyRing? {
    if let keys { return try KeyRing(path: keys) }
    return try ProcessInfo.processInfo.environment[Self.keysVariable].map {
      try KeyRing(text: $0, place: Self.keysVariable)
    }
  }

  private static let keysVariable = "W2V_KEYS"

  func run() async throws {
    let engine = try models.engine(.everything)
    let format = logFormat
    var logger = Logger(
      label: "w2v",
      factory: { label -> any LogHandler in
        switch format {
        case .text: StreamLogHandler.standardError(label: label)
        case .json: JSONLogHandler(label: label)
        }
      })
    logger.logLevel = logLevel.level
    var configuration = HTTPService.Configuration()
    configuration.address = bind
    engine.warm()
    let holder = ModelHolder(engine)
    let ring = try keyRing()
    let watcher = ModelWatcher(models: holder, store: models.store, following: models.model, keys: ring, logger: logger)
    let service = HTTPService(
      configuration: configuration, models: holder, store: models.store, watcher: watcher, keys: ring, logger: logger
    ) { address in Rendering.note("model \(engine.model.version) on http://\(address)") }
    do {
      try await service.runUntilTerminated()
    } catch let error as ListenError {
      Rendering.note("\(error)")
      throw ExitCode(.unavailable)
    }
  }
}

extension ServerAddress: ExpressibleByArgument {
  /// Reads `host:port`, an address of IPv6 in brackets.
  public init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]) else {
      return nil
    }
    var host = argument[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: Int(port))
  }

  public var defaultValueDescription: String { description }
}

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
