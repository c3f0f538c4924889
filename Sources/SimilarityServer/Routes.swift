import Foundation
import Hummingbird
import Logging
import NIOCore
import Similarity

/// Every path of the service and what answers there.
struct Routes: Sendable {
  let models: ModelHolder
  let watcher: ModelWatcher?
  let lister: ModelLister
  let lanes: Lanes
  let metrics: ServiceMetrics
  let keys: KeyRing?
  let drain: Drain
  let sampler: RecallSampler
  let maps = MapCache()
  let limits: Limits
  let logger: Logger

  /// The methods of HTTP; what is none of them no path can have.
  static let knownMethods: [HTTPRequest.Method] = [
    .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
  ]

  init(
    models: ModelHolder, store: ModelStore, watcher: ModelWatcher? = nil, keys: KeyRing? = nil,
    drain: Drain = Drain(), recallSample: Double = 0,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, limits: Limits, logger: Logger
  ) {
    self.models = models
    self.watcher = watcher
    lister = ModelLister(store: store, logger: logger)
    let metrics = ServiceMetrics()
    self.metrics = metrics
    self.keys = keys
    self.drain = drain
    lanes = Lanes(
      limit: limits.questions, threads: System.coreCount, patience: limits.patience,
      refusalPause: .milliseconds(100), observer: metrics.laneObserver)
    sampler = RecallSampler(share: recallSample, lanes: lanes, metrics: metrics, now: now)
    self.limits = limits
    self.logger = logger
  }

  /// One path with its one method; `HEAD` comes with `GET`.
  struct Route: Sendable {
    let method: HTTPRequest.Method
    let path: String
    let handler: @Sendable (Request, CallContext) async throws -> Response

    init(
      _ method: HTTPRequest.Method, _ path: String,
      _ handler: @escaping @Sendable (Request, CallContext) async throws -> Response
    ) {
      self.method = method
      self.path = path
      self.handler = handler
    }

    /// Whether a path is of this pattern, in which `{name}` stands for anything but a slash.
    func matches(_ other: String) -> Bool {
      let (own, parts) = (path.split(separator: "/"), other.split(separator: "/"))
      return own.count == parts.count && zip(own, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }

    var allowed: [HTTPRequest.Method] { method == .get ? [.get, .head] : [method] }
  }

  private var table: [Route] {
    [
      Route(.post, "/v1/similar", similar),
      Route(.post, "/v1/similar:batch", batch),
      Route(.post, "/v1/home", home),
      Route(.post, "/v1/score", score),
      Route(.post, "/v1/listener", listener),
      Route(.post, "/v1/explain", explain),
      Route(.get, "/v1/items", find),
      Route(.get, "/v1/items/{id}", item),
      Route(.get, "/v1/map", map),
      Route(.get, "/v1/models", modelList),
      Route(.get, "/v1/models/{version}", model),
      Route(.get, "/v1/limits", limitList),
      Route(.get, "/v1/missing", missingList),
      Route(.get, "/metrics", metricText),
      Route(.get, "/openapi.json", document),
      Route(.get, "/", explorer),
      Route(.get, "/livez", live),
      Route(.get, "/readyz", ready),
    ]
  }

  /// What answers requests: the table behind the log and the problems, and a refusal of every other method.
  ///
  /// - Parameter isHTTP1: whether connections are of HTTP/1.1 alone.
  func responder(isHTTP1: Bool = true) -> some HTTPResponder<CallContext> {
    let table = table
    let router = Router(context: CallContext.self)
    router.add(middleware: RequestLog(logger: logger, metrics: metrics, drain: isHTTP1 ? drain : nil))
    router.add(middleware: CompressionMiddleware())
    router.add(middleware: ProblemMiddleware(routes: table, logger: logger))
    if let keys { router.add(middleware: KeyMiddleware(keys: keys, metrics: metrics)) }
    for route in table {
      for method in Self.knownMethods {
        if route.allowed.contains(method) {
          router.on(RouterPath(route.path), method: method, use: route.handler)
        } else {
          router.on(RouterPath(route.path), method: method) { _, _ -> Response in
            var problem = Problem(.methodNotAllowed, "\(route.path) does not have \(method)")
            problem.allowed = route.allowed
            throw problem
          }
        }
      }
    }
    return router.buildResponder()
  }

  /// The paths there are, with their methods.
  var paths: [(method: HTTPRequest.Method, path: String)] { table.map { ($0.method, $0.path) } }

  static func ok(_ body: ByteBuffer) -> Response {
    Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
  }

  /// The lane that a request's header names, interactive unless it names one.
  func lane(of request: Request) throws(Problem) -> Lane {
    guard let name = request.headers[Self.laneHeader] else { return .interactive }
    guard let lane = Lane(name: name) else {
      let names = Lane.allCases.map(\.description)
      throw Problem(
        .invalidRequest,
        "X-Lane '\(clipped(name))' is none of \(names.joined(separator: ", "))"
          + Suggestion.clause(for: name, among: names))
    }
    return lane
  }

  static let laneHeader = HTTPFields.Element.Name("X-Lane")!

  /// The engines that answer this request from beginning to end.
  func engines() throws(Problem) -> ExperimentEngines {
    guard let engines = models.engines else { throw Problem(.notReady, "no model has been loaded yet") }
    return engines
  }

  /// The engine that answers this request from beginning to end, where it is in no experiment.
  func engine() throws(Problem) -> SimilarityEngine { try engines().main }
}
