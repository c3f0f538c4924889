import ArgumentParser
import Files
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

      Whatever is not said here is taken from the environment (W2V_SERVE_BIND for --bind), then from the file of --config.

      EXAMPLES
        w2v serve --models models
        w2v serve --models models --model canary --bind 127.0.0.1:9000
        w2v serve --models models --bind '[::1]:8080' --log-level warning
        w2v serve --models models --bind 0.0.0.0:8080 --keys keys --insecure
        w2v serve --models models --certificate cert.pem --private-key key.pem
        w2v serve --models models --limit count=100 --limit seeds=50
        w2v serve --config serve.json --print-config
      """)

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String?

  @Option(help: ArgumentHelp("The version or label to use; the current one unless given.", valueName: "version|label"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Where to listen; port 0 lets the system choose one. 127.0.0.1:8080 unless given.", valueName: "host:port"))
  var bind: ServerAddress?

  @Option(help: ArgumentHelp("A file of keys; only requests with one of them are answered.", valueName: "file"))
  var keys: String?

  @Option(help: ArgumentHelp("A PEM file of certificates: TLS is spoken, and HTTP/2 too.", valueName: "file"))
  var certificate: String?

  @Option(help: ArgumentHelp("A PEM file of the certificate's private key.", valueName: "file"))
  var privateKey: String?

  @Flag(help: "Listen beyond this machine without keys or without TLS.")
  var insecure = false

  @Option(help: ArgumentHelp("Where to make a socket on which the service is administered.", valueName: "path"))
  var adminSocket: String?

  @Option(help: ArgumentHelp("One limit; GET /v1/limits has their names.", valueName: "name=n"))
  var limit: [LimitOption] = []

  @Option(
    help: ArgumentHelp(
      "The share of answers that are compared with exact ones; 0.001 unless given.", valueName: "share"))
  var recallSample: Double?

  @Option(help: ArgumentHelp("How a line of the log is written; text unless given.", valueName: "format"))
  var logFormat: LogFormat?

  @Option(help: ArgumentHelp("How much is logged; info unless given.", valueName: "level"))
  var logLevel: LogLevel?

  @Option(help: ArgumentHelp("A JSON file of settings.", valueName: "file"))
  var config: String?

  @Flag(help: "Print every setting, its value and where it was said, and serve nothing.")
  var printConfig = false

  func run() async throws {
    let (settings, origins) = try ServeSettings.read(from: sources())
    if printConfig { return Rendering.show(settings, origins: origins) }
    guard let folder = settings.models else {
      throw ValidationError("name the folder of the models: --models DIR.")
    }
    guard (settings.certificate == nil) == (settings.privateKey == nil) else {
      throw ValidationError("a certificate needs its private key: --certificate FILE --private-key FILE.")
    }
    let isOpen = settings.keys == nil && settings.keyLines == nil
    guard settings.bind.isLoopback || settings.isInsecure || !(isOpen || settings.certificate == nil) else {
      throw ValidationError(
        "\(settings.bind) can be reached from other machines: name a file of keys (--keys) and a certificate "
          + "(--certificate, --private-key), or say --insecure.")
    }
    let service = try Self.service(settings, store: ModelStore(folder: folder))
    do {
      try await service.runUntilTerminated()
    } catch let error as ListenError {
      Rendering.note("\(error)")
      throw ExitCode(.unavailable)
    }
  }

  /// Where settings are said, the first to be believed first.
  private func sources() throws -> [SettingSource] {
    var flags: [String: String] = [:]
    flags["models"] = models
    flags["model"] = model
    flags["bind"] = bind.map { "\($0)" }
    flags["keys"] = keys
    flags["certificate"] = certificate
    flags["private_key"] = privateKey
    if insecure { flags["insecure"] = "true" }
    flags["admin_socket"] = adminSocket
    flags["recall_sample"] = recallSample.map { "\($0)" }
    flags["log_format"] = logFormat?.rawValue
    flags["log_level"] = logLevel?.rawValue
    for limit in limit { flags["limits." + limit.name] = "\(limit.value)" }
    return [.flags(flags), try .environment(ProcessInfo.processInfo.environment)]
      + (try config.map { [try .file($0)] } ?? [])
  }

  /// The service with a model that has been loaded. Nothing here may keep that model: another will take its place.
  private static func service(_ settings: ServeSettings, store: ModelStore) throws -> HTTPService {
    let logger = Logger(format: settings.logFormat, level: settings.logLevel)
    let keys =
      try settings.keys.map { try KeyRing(path: $0) }
      ?? settings.keyLines.map { try KeyRing(text: $0, place: "key_lines") }
    var certificate: ServerCertificate?
    if let chain = settings.certificate, let key = settings.privateKey {
      certificate = try ServerCertificate(chain: chain, key: key)
    }
    SystemMemory.giveBackLargeBlocks()
    let engine = try store.engine(settings.model, .everything, within: SystemMemory.available)
    engine.warm()
    let holder = ModelHolder(engine)
    let version = engine.model.version
    let watcher = ModelWatcher(
      models: holder, store: store, following: settings.model, keys: keys, certificate: certificate, logger: logger)
    let drain = Drain()
    let admin = settings.adminSocket.map {
      AdminService(path: $0, models: holder, store: store, watcher: watcher, drain: drain, logger: logger)
    }
    var configuration = HTTPService.Configuration()
    configuration.address = settings.bind
    configuration.limits = settings.limits
    // The others are for files of the model, and whatever else a process has open.
    let connections = max(1, OpenFiles.raise() - 128)
    if connections < settings.limits.connections {
      configuration.limits.connections = connections
      Rendering.note("\(connections) connections at most: the system lets this process open no more (ulimit -n)")
    }
    configuration.recallSample = settings.recallSample
    configuration.idleTimeout = .seconds(settings.idleSeconds)
    configuration.drainTime = .seconds(settings.drainSeconds)
    let scheme = certificate == nil ? "http" : "https"
    return HTTPService(
      configuration: configuration, models: holder, store: store, watcher: watcher, keys: keys,
      certificate: certificate, drain: drain, admin: admin, logger: logger
    ) { address in Rendering.note("model \(version) on \(scheme)://\(address)") }
  }
}

/// A limit as it is written on the command line: `count=100`.
struct LimitOption: ExpressibleByArgument, Equatable {
  /// Its name in `/v1/limits`.
  let name: String
  let value: Int32

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, Limits.named.contains(where: { $0.name == parts[0] }), let value = Int32(parts[1]),
      value >= 1
    else { return nil }
    (name, self.value) = (parts[0], value)
  }
}
