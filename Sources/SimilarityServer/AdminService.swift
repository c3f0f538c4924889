import Files
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import Similarity

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Administration of a running service, over HTTP on a Unix domain socket that only its owner can open (mode 0600).
///
/// There is no other way in: what changes which model answers is not on any port. The paths are those of `AdminRoutes`.
///
/// The socket is bound in a folder that nobody else can enter and gets its mode there; then it is moved to its path. So at
/// no time can another user connect, and one that a killed process left is replaced.
public struct AdminService: Service {
  private let path: String
  private let routes: AdminRoutes
  private let logger: Logger
  private let onRunning: @Sendable () -> Void

  /// Creates the administration of a service.
  ///
  /// - Parameters:
  ///   - path: where the socket is to be.
  ///   - models: what answers.
  ///   - store: the folder in which versions are promoted and ids denied.
  ///   - watcher: is told to look at once.
  ///   - drain: is turned on and off.
  ///   - logger: gets one line for each request.
  ///   - onRunning: called when the socket is at its path.
  public init(
    path: String, models: ModelHolder, store: ModelStore, watcher: ModelWatcher, drain: Drain, logger: Logger,
    onRunning: @escaping @Sendable () -> Void = {}
  ) {
    self.onRunning = onRunning
    self.path = path
    self.logger = logger
    routes = AdminRoutes(models: models, store: store, watcher: watcher, drain: drain, logger: logger)
  }

  /// Serves until the task is cancelled or its service group shuts down.
  ///
  /// - Throws: `DataError` when there can be no socket at the path.
  public func run() async throws {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFSOCK {
      throw DataError(.cannotWrite, at: path, "is there already and is no socket", remedy: "name another path")
    }
    var template = Array((path + ".XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw DataError(
        .cannotWrite, at: path, String(cString: strerror(errno)), remedy: "name a path that can be written")
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let bound = Paths.join(folder, "s")
    defer {
      unlink(bound)
      rmdir(folder)
    }
    let application = Application(
      responder: routes.responder(),
      server: HTTPServerBuilder { LoopBoundChannel(base: HTTP1Channel(responder: $0)) },
      configuration: ApplicationConfiguration(address: .unixDomainSocket(path: bound), serverName: nil),
      onServerRunning: { [path, logger, onRunning] _ in
        guard chmod(bound, 0o600) == 0, rename(bound, path) == 0 else {
          logger.error(
            "no administration", metadata: ["path": "\(path)", "error": "\(String(cString: strerror(errno)))"])
          return
        }
        logger.info("administration", metadata: ["socket": "\(path)"])
        onRunning()
      },
      logger: logger)
    try await application.run()
    unlink(path)
  }
}
