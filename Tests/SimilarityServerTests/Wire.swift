import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import ServiceLifecycle
import Similarity

@testable import SimilarityServer

/// The two ways to the routes: every route test goes both.
enum Wire: CaseIterable, Sendable {
  /// The responder is called as the server would call it.
  case inProcess
  /// A server listens on a port of the loopback interface.
  case socket

  /// Runs a body against a server with these models, those of the first edition unless told otherwise.
  func serve<Result: Sendable>(
    _ models: ModelHolder? = nil, store: ModelStore = .absent, limits: Limits = .patient, logger: Logger = .silent,
    _ body: @Sendable (any Server) async throws -> Result
  ) async throws -> Result {
    let models = try models ?? PlantedModel.holder()
    switch self {
    case .inProcess:
      let routes = Routes(models: models, store: store, limits: limits, logger: logger)
      return try await body(RoutesInProcess(responder: routes.responder()))
    case .socket:
      var configuration = HTTPService.Configuration()
      configuration.limits = limits
      return try await LiveServer.run(
        configuration: configuration, models: models, store: store, logger: logger
      ) { server, _ in try await body(server) }
    }
  }

  /// Sends one request to a server of its own.
  func send(_ request: WireRequest, limits: Limits = .patient) async throws -> WireResponse {
    try await serve(limits: limits) { try await $0.send(request) }
  }
}

extension Limits {
  /// The default limits with all the time in the world for threads and connections: tests share two cores with many others.
  static var patient: Limits {
    var limits = Limits()
    limits.interactiveWaitMilliseconds = 600_000
    limits.receiveMilliseconds = 600_000
    limits.sendMilliseconds = 600_000
    return limits
  }
}

extension HTTPService.Configuration {
  /// The default configuration with as much time.
  static var patient: HTTPService.Configuration {
    var configuration = HTTPService.Configuration()
    configuration.limits = .patient
    configuration.idleTimeout = .seconds(600)
    return configuration
  }
}

extension Logger {
  /// A logger that drops everything.
  static var silent: Logger { Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() } }
}

extension ModelStore {
  /// A store whose folder is not there, for all that never lists it.
  static var absent: ModelStore { ModelStore(folder: "/nonexistent") }
}

/// Something that answers requests.
protocol Server: Sendable {
  func send(_ request: WireRequest) async throws -> WireResponse
}

/// The routes without a socket.
struct RoutesInProcess<Responder: HTTPResponder<CallContext>>: Server {
  let responder: Responder

  func send(_ request: WireRequest) async throws -> WireResponse {
    var head = HTTPRequest(
      method: .init(rawValue: request.method) ?? .get, scheme: "http", authority: "localhost", path: request.path)
    for (name, value) in request.headers {
      if let name = HTTPFields.Element.Name(name) { head.headerFields.append(.init(name: name, value: value)) }
    }
    // The routes never write to it, and a channel that stays open keeps itself alive.
    let channel = NIOAsyncTestingChannel()
    _ = try await channel.finish()
    let context = CallContext(source: ApplicationRequestContextSource(channel: channel, logger: .silent))
    let response = try await responder.respond(
      to: Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: request.body))), context: context)
    let collector = BodyCollector()
    try await response.body.write(collector)
    return WireResponse(
      status: response.status.code, headers: response.headers.map { ($0.name.rawName, $0.value) },
      body: collector.bytes)
  }

  private final class BodyCollector: ResponseBodyWriter {
    var bytes: [UInt8] = []
    func write(_ buffer: ByteBuffer) async throws { bytes += buffer.readableBytesView }
    func finish(_: HTTPFields?) async throws {}
  }
}

/// A server that listens on a port the system chose.
struct LiveServer: Server {
  let port: Int

  /// Runs a body while a server runs, and stops the server gracefully behind it.
  static func run<Result: Sendable>(
    configuration: HTTPService.Configuration = .patient,
    models: ModelHolder? = nil, store: ModelStore = .absent, certificate: ServerCertificate? = nil,
    drain: Drain = Drain(), logger: Logger = .silent,
    _ body: @Sendable (LiveServer, ServiceGroup) async throws -> Result
  ) async throws -> Result {
    var configuration = configuration
    configuration.address = ServerAddress(port: 0)
    let (addresses, announce) = AsyncStream<ServerAddress>.makeStream()
    let service = HTTPService(
      configuration: configuration, models: try models ?? PlantedModel.holder(), store: store,
      certificate: certificate, drain: drain, logger: logger
    ) { announce.yield($0) }
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [service], logger: .silent))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { announce.finish() }
        try await group.run()
      }
      var announced = addresses.makeAsyncIterator()
      guard let address = await announced.next() else {
        try await tasks.waitForAll()
        throw NotRunning()
      }
      do {
        let result = try await body(LiveServer(port: address.port), group)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return result
      } catch {
        await group.triggerGracefulShutdown()
        throw error
      }
    }
  }

  func send(_ request: WireRequest) async throws -> WireResponse {
    try await SocketConnection.open(port: port) { try await $0.send(request) }
  }

  struct NotRunning: Error {}
}
