import Files
import Hummingbird
import Logging
import Similarity

/// What can be done to a running service, on its socket alone.
///
/// `POST /promote`, `/rollback`, `/deny`, `/drain`, `/reload` and `GET /status`. Each answers with the status that there is
/// afterwards: what is promoted has been loaded, or the reason why it was not stands in `refused`.
struct AdminRoutes: Sendable {
  let models: ModelHolder
  let store: ModelStore
  let watcher: ModelWatcher
  let drain: Drain
  let logger: Logger

  private static let bodyLimit = 1 << 20

  func responder() -> some HTTPResponder<CallContext> {
    let table = [
      Routes.Route(.post, "/promote", promote), Routes.Route(.post, "/rollback", rollback),
      Routes.Route(.post, "/deny", deny), Routes.Route(.post, "/drain", setDrain),
      Routes.Route(.post, "/reload", reload), Routes.Route(.get, "/status", status),
    ]
    let router = Router(context: CallContext.self)
    router.add(middleware: RequestLog(logger: logger, metrics: nil))
    router.add(middleware: ProblemMiddleware(routes: table, logger: logger))
    for route in table { router.on(RouterPath(route.path), method: route.method, use: route.handler) }
    return router.buildResponder()
  }

  /// `{"version": a version or label, "force": why a gate's verdict should not matter}`.
  @Sendable private func promote(_ request: Request, _: CallContext) async throws -> Response {
    var fields = try await fields(of: request)
    let name = fields.text("version", atMost: 200)
    let reason = fields.string("force", atMost: 1_000)
    try fields.finish()
    return try await change { try store.promote(name, forcing: reason) }
  }

  @Sendable private func rollback(_: Request, _: CallContext) async throws -> Response {
    try await change { try store.rollback() }
  }

  /// `{"ids": what must be in no answer, "allow": what may be again}`.
  @Sendable private func deny(_ request: Request, _: CallContext) async throws -> Response {
    var fields = try await fields(of: request)
    let ids = fields.ids("ids", atMost: 10_000)
    let allowed = fields.ids("allow", atMost: 10_000)
    try fields.finish()
    return try await change { try store.deny(Set(ids), allowing: Set(allowed)) }
  }

  /// `{"on": true or false}`.
  @Sendable private func setDrain(_ request: Request, _: CallContext) async throws -> Response {
    var fields = try await fields(of: request)
    let isOn = fields.bool("on", default: true)
    try fields.finish()
    drain.isOn = isOn
    logger.notice("drain", metadata: ["on": "\(isOn)"])
    return answer()
  }

  @Sendable private func reload(_: Request, _: CallContext) async throws -> Response { try await change {} }

  @Sendable private func status(_: Request, _: CallContext) async throws -> Response { answer() }

  private func fields(of request: Request) async throws -> FieldReader {
    try FieldReader(body: try await RequestBytes.json(of: request, limit: Self.bodyLimit))
  }

  /// Changes the folder, and has the watcher see it before the answer is given.
  private func change(_ body: @escaping @Sendable () throws -> Void) async throws -> Response {
    do {
      try await watcher.thread.run(body)
    } catch let refusal as GateRefusal {
      throw Problem(.gateRefused, "\(refusal); \"force\" with a reason serves it all the same")
    } catch let error as DataError {
      throw Problem(error.code == .missingInput ? .unknownModel : .modelRefused, "\(error)")
    }
    await watcher.look(isPatient: false)
    return answer()
  }

  private func answer() -> Response {
    Routes.ok(
      JSONWriter.object { json in
        json.field("serving", models.current?.model.version)
        json.field("refused", watcher.refusal) { json, refusal in refusal.write(to: &json) }
        json.field("denied", models.current?.denied.ids.count ?? 0)
        json.field("draining", drain.isOn)
      })
  }
}
