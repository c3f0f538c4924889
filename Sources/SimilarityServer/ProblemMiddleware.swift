import Hummingbird
import Logging
import NIOHTTP1

/// Turns whatever goes wrong behind it into a problem document, so that no path has errors of another shape.
struct ProblemMiddleware: RouterMiddleware {
  typealias Context = CallContext

  /// The routes there are, as a caller who took a wrong one is told.
  let routes: [Routes.Route]
  let logger: Logger

  func handle(
    _ request: Request, context: CallContext, next: (Request, CallContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let problem as Problem {
      return problem.response(requestID: context.requestID)
    } catch let error as HTTPError where error.status == .notFound {
      return unrouted(request).response(requestID: context.requestID)
    } catch let error as HTTPParserError {
      // What arrives is not HTTP any more: the connection answers 400 and closes.
      throw error
    } catch {
      logger.error("request failed", metadata: ["id": "\(context.requestID)", "error": "\(error)"])
      return Problem(.internalError, "the log has the reason under this request's id")
        .response(requestID: context.requestID)
    }
  }

  /// The problem with a request that no route takes: nothing is at its path, or its method is one that nobody has.
  private func unrouted(_ request: Request) -> Problem {
    guard let route = routes.first(where: { $0.matches(request.uri.path) }) else {
      return Problem(.noSuchPath, "this server has \(routes.map(\.path).joined(separator: ", "))")
    }
    var problem = Problem(.methodNotAllowed, "\(route.path) does not have \(clipped(request.method.rawValue))")
    problem.allowed = route.allowed
    return problem
  }
}
