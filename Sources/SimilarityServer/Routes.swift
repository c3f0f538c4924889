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
  let workers: Workers
  let limits: Limits
  let logger: Logger

  /// The methods of HTTP; what is none of them no path can have.
  static let knownMethods: [HTTPRequest.Method] = [
    .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
  ]

  init(
    models: ModelHolder, store: ModelStore, watcher: ModelWatcher? = nil, limits: Limits, logger: Logger
  ) {
    self.models = models
    self.watcher = watcher
    lister = ModelLister(store: store, logger: logger)
    workers = Workers(limit: limits.questions)
    self.limits = limits
    self.logger = logger
  }

  /// One path with its one method; `HEAD` comes with `GET`.
  private struct Route {
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

    var allowed: [HTTPRequest.Method] { method == .get ? [.get, .head] : [method] }
  }

  private var table: [Route] {
    [
      Route(.post, "/v1/similar", similar),
      Route(.post, "/v1/home", home),
      Route(.post, "/v1/listener", listener),
      Route(.post, "/v1/explain", explain),
      Route(.get, "/v1/items/{id}", item),
      Route(.get, "/v1/models", modelList),
      Route(.get, "/livez", live),
      Route(.get, "/readyz", ready),
    ]
  }

  /// What answers requests: the table behind the log and the problems, and a refusal of every other method.
  func responder() -> some HTTPResponder<CallContext> {
    let table = table
    let router = Router(context: CallContext.self)
    router.add(middleware: RequestLog(logger: logger))
    router.add(middleware: ProblemMiddleware(paths: table.map(\.path), logger: logger))
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

  private static func ok(_ body: ByteBuffer) -> Response {
    Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
  }

  /// The engines that answer this request from beginning to end.
  private func engines() throws(Problem) -> ExperimentEngines {
    guard let engines = models.engines else { throw Problem(.notReady, "no model has been loaded yet") }
    return engines
  }

  /// The engine that answers this request from beginning to end, where it is in no experiment.
  private func engine() throws(Problem) -> SimilarityEngine { try engines().main }

  // MARK: POST /v1/similar

  @Sendable private func similar(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engines = try engines()
    return try await workers.run { [limits] in Self.ok(try Self.answer(body, from: engines, limits: limits)) }
  }

  private static func answer(_ body: [UInt8], from engines: ExperimentEngines, limits: Limits) throws(Problem)
    -> ByteBuffer
  {
    let request = try SimilarRequest(body: body, limits: limits)
    try check(request.model, servedBy: engines.main)
    try check(request.query.listener, in: engines.main)
    let start = ContinuousClock.now
    let answer = engines.answer(
      request.query, for: request.subject, within: request.deadlineMilliseconds.map { .milliseconds($0) })
    let took = start.elapsedMilliseconds
    if answer.shortfall == .levelNotAccepted {
      throw Problem(
        .levelNotAccepted,
        "the answer would be of level \(answer.stamp.level.rawValue): \(answer.stamp.reason ?? "")")
    }
    if answer.shortfall == .noKnownSeed {
      var problem = Problem(
        .unknownSeeds, "model '\(answer.stamp.model)' can use none of the \(answer.seeds.count) seeds")
      problem.unknownSeeds = answer.seeds.filter { $0.status != .known && $0.status != .backedOff }.map(\.id)
      throw problem
    }
    return answer.json(tookMilliseconds: took)
  }

  private static func check(_ model: String?, servedBy engine: SimilarityEngine) throws(Problem) {
    if let model, model != engine.model.version {
      throw Problem(.modelNotServed, "asked for model '\(clipped(model))'; '\(engine.model.version)' is being served")
    }
  }

  /// A vector of another coordinate system means nothing here, and must not be compared in silence.
  private static func check(_ listener: ListenerVector?, in engine: SimilarityEngine) throws(Problem) {
    if let listener, !engine.accepts(listener) {
      throw Problem(
        .foreignSpace,
        "the vector has \(listener.input.count) numbers of space '\(clipped(listener.space))'; model "
          + "'\(engine.model.version)' has \(engine.model.relations.dimension) of '\(engine.model.manifest.space)'")
    }
  }

  // MARK: POST /v1/listener

  @Sendable private func listener(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engine = try engine()
    return try await workers.run { [limits] in
      let request = try ListenerRequest(body: body, limits: limits)
      guard let answer = request.answer(from: engine) else {
        var problem = Problem(
          .unknownSeeds, "model '\(engine.model.version)' can use none of the \(request.plays.count) seeds")
        problem.unknownSeeds = request.plays.map(\.id)
        throw problem
      }
      return Self.ok(answer)
    }
  }

  // MARK: POST /v1/home

  @Sendable private func home(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engines = try engines()
    return try await workers.run { [limits] in
      let request = try HomeRequest(body: body, limits: limits)
      try Self.check(request.model, servedBy: engines.main)
      for shelf in request.query.shelves { try Self.check(shelf.query.listener, in: engines.main) }
      let start = ContinuousClock.now
      let answer = engines.answer(
        request.query, for: request.subject, within: request.deadlineMilliseconds.map { .milliseconds($0) })
      return Self.ok(answer.json(tookMilliseconds: start.elapsedMilliseconds))
    }
  }

  // MARK: POST /v1/explain

  @Sendable private func explain(_ request: Request, _: CallContext) async throws -> Response {
    let body = try await RequestBytes.json(of: request, limit: limits.bodyBytes)
    let engine = try engine()
    return try await workers.run {
      let request = try ExplainRequest(body: body)
      return Self.ok(engine.explain(request.first, request.second).json)
    }
  }

  // MARK: GET /v1/items/{id}

  @Sendable private func item(_: Request, _ context: CallContext) async throws -> Response {
    let engine = try engine()
    let written = try context.parameters.require("id")
    guard let text = written.removingPercentEncoding else {
      throw Problem(.invalidID, "'\(clipped(written))' is not percent-encoded UTF-8")
    }
    guard let id = ItemID(text) else { throw Problem(.invalidID, ItemID.fault(in: clipped(text))) }
    guard let details = engine.item(id) else {
      throw Problem(.unknownItem, "model '\(engine.model.version)' has no '\(clipped(id.description))'")
    }
    return Self.ok(details.json(model: engine.model.version))
  }

  // MARK: GET /v1/models

  @Sendable private func modelList(_: Request, _: CallContext) async throws -> Response {
    try await workers.run { [lister, models, watcher] in
      Self.ok(try lister.list(serving: models.current?.model.version, refusal: watcher?.refusal).json)
    }
  }

  // MARK: GET /livez, GET /readyz

  @Sendable private func live(_: Request, _: CallContext) async throws -> Response {
    Self.ok(JSONWriter.object { $0.field("status", "live") })
  }

  /// Ready means that a question is answered, not that one could be.
  @Sendable private func ready(_: Request, _: CallContext) async throws -> Response {
    let engine = try engine()
    guard engine.answersItsCanary else {
      throw Problem(.notReady, "model '\(engine.model.version)' does not answer a question about its own first track")
    }
    return Self.ok(
      JSONWriter.object {
        $0.field("status", "ready")
        $0.field("model", engine.model.version)
      })
  }
}
