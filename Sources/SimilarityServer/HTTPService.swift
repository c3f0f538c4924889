import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import ServiceLifecycle
import Similarity
import Synchronization

/// The similarity service over HTTP: the model in a ``ModelHolder`` answers, the versions in a `ModelStore` are listed.
///
/// ```swift
/// let service = HTTPService(models: ModelHolder(engine), store: store, logger: logger) { logger.info("listening on \($0)") }
/// try await service.runUntilTerminated()
/// ```
public struct HTTPService: Service {
  /// How the service listens.
  public struct Configuration: Sendable, Equatable {
    /// Where to listen; the loopback interface unless told otherwise.
    public var address = ServerAddress()
    /// How much a request may ask for.
    public var limits = Limits()
    /// The share of answers that are compared with exact ones, off the hot path; 0 to 1.
    public var recallSample = 0.001
    /// How long a connection may be silent before it is closed.
    public var idleTimeout = Duration.seconds(60)
    /// How long requests in flight may take to finish once the service has been told to stop.
    public var drainTime = Duration.seconds(20)

    /// Creates the default configuration: 127.0.0.1:8080.
    public init() {}
  }

  private let configuration: Configuration
  private let routes: Routes
  private let watcher: ModelWatcher?
  private let certificate: ServerCertificate?
  private let admin: AdminService?
  private let logger: Logger
  private let onRunning: @Sendable (ServerAddress) -> Void

  /// Creates a service; nothing is listened to before ``run()``.
  ///
  /// - Parameters:
  ///   - models: the engine that answers; may be empty at first and replaced at any time.
  ///   - store: the folder whose versions are listed.
  ///   - watcher: follows the folder as long as ``runUntilTerminated()`` serves; nil stays with the model it has.
  ///   - keys: who may ask; nil lets everybody.
  ///   - certificate: has everything spoken in TLS, over HTTP/2 with those who can; nil speaks HTTP/1.1 in the clear.
  ///   - drain: whether the service is being drained.
  ///   - admin: serves beside it as long as ``runUntilTerminated()`` does.
  ///   - logger: gets one line for each request, at level info.
  ///   - onRunning: called when the address is bound, with the port that was chosen if the configuration left it to the
  ///     system; connections made from now on wait until it returns and are then answered.
  public init(
    configuration: Configuration = Configuration(), models: ModelHolder, store: ModelStore,
    watcher: ModelWatcher? = nil, keys: KeyRing? = nil, certificate: ServerCertificate? = nil,
    drain: Drain = Drain(), admin: AdminService? = nil, logger: Logger,
    onRunning: @escaping @Sendable (ServerAddress) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.logger = logger
    self.onRunning = onRunning
    self.watcher = watcher
    self.certificate = certificate
    self.admin = admin
    routes = Routes(
      models: models, store: store, watcher: watcher, keys: keys, drain: drain,
      recallSample: configuration.recallSample, limits: configuration.limits, logger: logger)
  }

  /// Serves until the task is cancelled or its service group shuts down; then requests in flight are finished first.
  ///
  /// - Throws: ``ListenError`` when the address cannot be listened on.
  public func run() async throws {
    let address = configuration.address
    let isRunning = Atomic(false)
    let tls = certificate?.configuration
    let channels = channelConfiguration
    let server = HTTPServerBuilder { responder in
      guard let tls else {
        return LoopBoundChannel(
          base: HTTP1Channel(responder: responder, configuration: channels),
          lastHandler: { [routes] in RefusalHandler(routes.refusalInAdvance) })
      }
      // A request of HTTP/2 has a channel of its own, so that these are refused behind their bodies, by the lanes.
      return LoopBoundChannel(
        base: try HTTP2UpgradeChannel(
          tlsConfiguration: tls,
          configuration: HTTP2UpgradeChannel.Configuration(
            idleTimeout: configuration.idleTimeout, streamConfiguration: channels), responder: responder))
    }
    let application = Application(
      responder: routes.responder(isHTTP1: certificate == nil), server: server,
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(configuration.limits.connections)),
      onServerRunning: { [onRunning] channel in
        isRunning.store(true, ordering: .relaxed)
        onRunning(ServerAddress(host: address.host, port: channel.localAddress?.port ?? address.port))
      },
      logger: logger)
    do {
      try await withGracefulShutdownHandler {
        try await application.run()
      } onGracefulShutdown: { [drain = routes.drain] in
        drain.isStopping = true
      }
    } catch  where !isRunning.load(ordering: .relaxed) && !(error is CancellationError) {
      throw ListenError(address: address, error)
    }
  }

  /// Serves until the process gets SIGTERM or SIGINT, finishes the requests in flight, and returns.
  ///
  /// - Throws: ``ListenError`` when the address cannot be listened on.
  public func runUntilTerminated() async throws {
    var services: [any Service] = [self]
    if let watcher { services.append(watcher) }
    if let admin { services.append(admin) }
    var group = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = configuration.drainTime
    try await ServiceGroup(configuration: group).run()
  }

  private var channelConfiguration: HTTP1Channel.Configuration {
    let (limits, metrics) = (configuration.limits, routes.metrics)
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        SlowPeerHandler(
          receive: .milliseconds(limits.receiveMilliseconds), send: .milliseconds(limits.sendMilliseconds),
          onCut: { metrics.cut($0) }),
        HostHandler(),
      ],
      idleTimeout: TimeAmount(configuration.idleTimeout),
      httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: configuration.limits.headBytes, maxHeaderListSize: configuration.limits.headBytes,
        maxHeaderFieldCount: 100))
  }
}
