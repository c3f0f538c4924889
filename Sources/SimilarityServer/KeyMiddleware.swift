import Hummingbird

/// Refuses requests without a right to what they ask. `/livez` and `/readyz` are open: who looks after processes has no key. So is the
/// page at `/`, which holds nothing and asks its reader for one.
struct KeyMiddleware: RouterMiddleware {
  typealias Context = CallContext

  let keys: KeyRing
  let metrics: ServiceMetrics

  private static let open: Set = ["/", "/livez", "/readyz"]
  private static let observed: Set = ["/metrics", "/v1/missing"]

  func handle(
    _ request: Request, context: CallContext, next: (Request, CallContext) async throws -> Response
  ) async throws -> Response {
    // By the route that will answer: a path can be written in many ways.
    let path = context.endpointPath ?? ""
    if Self.open.contains(path) { return try await next(request, context) }
    let role: KeyRing.Role = Self.observed.contains(path) ? .observe : .query
    var context = context
    switch keys.admit(request.headers[.authorization], to: role) {
    case .admitted(let name):
      context.key = name
      return try await next(request, context)
    case .unknown:
      metrics.refusedKey("unknown")
      throw Problem(.unauthorized, "send a key: Authorization: Bearer SECRET")
    case .wrongRole:
      metrics.refusedKey("role")
      throw Problem(.forbidden, "this key may not \(role.rawValue)")
    case .overQuota(_, let seconds):
      metrics.refusedKey("quota")
      var problem = Problem(.overQuota, "this key has used up its requests; come back in \(seconds.rounded(.up)) s")
      problem.retryAfter = max(1, Int(seconds.rounded(.up)))
      throw problem
    }
  }
}
