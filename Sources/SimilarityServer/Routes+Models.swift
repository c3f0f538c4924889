import Hummingbird
import NIOCore
import Similarity

// What serves, what could, how much it takes on, and whether it is well.
extension Routes {
  // MARK: GET /v1/models, GET /v1/models/{version}

  @Sendable func modelList(_ request: Request, _: CallContext) async throws -> Response {
    try await lanes.run(try lane(of: request)) { [lister, models, watcher] in
      Self.ok(try lister.list(serving: models.current?.model.version, refusal: watcher?.refusal).json)
    }
  }

  @Sendable func model(_ request: Request, _ context: CallContext) async throws -> Response {
    let name = try context.parameters.require("version")
    return try await lanes.run(try lane(of: request)) { [lister, models, watcher] in
      let list = try lister.list(serving: models.current?.model.version, refusal: watcher?.refusal)
      guard let entry = list.entries.first(where: { $0.version == name || $0.labels.contains(name) }) else {
        throw Problem(.unknownModel, "there is no version or label '\(clipped(name))'; GET /v1/models lists them")
      }
      return Self.ok(
        try entry.details(verdict: lister.verdict(on: entry.version), isServing: list.serving == entry.version))
    }
  }

  // MARK: GET /v1/limits

  @Sendable func limitList(_: Request, _: CallContext) async throws -> Response { Self.ok(limits.json) }

  // MARK: GET /openapi.json

  @Sendable func document(_: Request, _: CallContext) async throws -> Response {
    Self.ok(OpenAPI(limits: limits, dimension: models.current?.model.relations.dimension).json)
  }

  // MARK: GET /

  /// The explorer: one page that loads nothing from elsewhere, and may not.
  @Sendable func explorer(_: Request, _: CallContext) async throws -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
          + "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        .xContentTypeOptions: "nosniff",
      ],
      body: ResponseBody(byteBuffer: Self.page))
  }

  private static let page = ByteBuffer(bytes: PackageResources.explorer_html)

  // MARK: GET /metrics, GET /v1/missing

  @Sendable func metricText(_: Request, _: CallContext) async throws -> Response {
    let text = metrics.text(models: models, refusal: watcher?.refusal, lanes: lanes)
    return Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  @Sendable func missingList(_: Request, _: CallContext) async throws -> Response {
    Self.ok(
      JSONWriter.object { json in
        json.field("items", array: metrics.missing.top(100)) { json, item in
          json.object {
            $0.field("id", item.id.description)
            $0.field("questions", item.count)
          }
        }
      })
  }

  // MARK: GET /livez, GET /readyz

  @Sendable func live(_: Request, _: CallContext) async throws -> Response {
    Self.ok(JSONWriter.object { $0.field("status", "live") })
  }

  /// Ready means that a question is answered, not that one could be.
  @Sendable func ready(_: Request, _: CallContext) async throws -> Response {
    let engine = try engine()
    guard !drain.isOn else { throw Problem(.notReady, "the service is being drained: it answers, and wants no more") }
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
