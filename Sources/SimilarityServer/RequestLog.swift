import Hummingbird
import Logging

/// Gives each request an id and writes one line about it when it is done.
///
/// The line holds the route's pattern and never the path, the query or the body: what somebody listens to stays out
/// of the log.
struct RequestLog: RouterMiddleware {
  typealias Context = CallContext

  static let header = HTTPFields.Element.Name("X-Request-Id")!

  let logger: Logger
  let metrics: ServiceMetrics?
  /// Where connections are of HTTP/1.1 alone: HTTP/2 closes in its own way.
  var drain: Drain?

  func handle(
    _ request: Request, context: CallContext, next: (Request, CallContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.requestID = Self.requestID(for: request.head)
    logger.debug("request begins", metadata: ["id": "\(context.requestID)", "method": "\(request.method)"])
    let start = ContinuousClock.now
    metrics?.requestBegins()
    do {
      var response = try await next(request, context)
      response.headers[Self.header] = context.requestID
      if drain?.isStopping ?? false { response.headers[.connection] = "close" }
      write(request, context, status: "\(response.status.code)", since: start)
      return request.method == .head ? response.createHeadResponse() : response
    } catch {
      write(request, context, status: "aborted", since: start)
      throw error
    }
  }

  private func write(_ request: Request, _ context: CallContext, status: String, since start: ContinuousClock.Instant) {
    write(
      request.head, path: Self.path(of: context), id: context.requestID, key: context.key, status: status, since: start)
  }

  /// Counts a request that has been answered and writes its line.
  ///
  /// - Parameters:
  ///   - path: the pattern of its route.
  ///   - key: the name of the key that it came with; nil where none was asked for.
  func write(
    _ request: HTTPRequest, path: String, id: String, key: String? = nil, status: String,
    since start: ContinuousClock.Instant
  ) {
    let milliseconds = start.elapsedMilliseconds
    metrics?.requestEnds(
      path: path,
      // A method that nobody has would be a series for everybody who makes one up.
      method: Routes.knownMethods.contains(request.method) ? request.method.rawValue : "other", status: status,
      seconds: milliseconds / 1000)
    guard logger.logLevel <= .info else { return }
    var metadata: Logger.Metadata = [
      "id": "\(id)", "method": "\(request.method)", "path": "\(path)", "status": "\(status)", "ms": "\(milliseconds)",
    ]
    if let key { metadata["key"] = "\(key)" }
    if let trace = Self.traceID(of: request) { metadata["trace"] = "\(trace)" }
    logger.info("request", metadata: metadata)
  }

  /// The trace that the caller is in, by its `traceparent` (W3C Trace Context); nil where there is none or it is malformed.
  private static func traceID(of request: HTTPRequest) -> String? {
    guard let parent = request.headerFields[traceHeader],
      let match = parent.wholeMatch(of: /[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/),
      match.1.contains(where: { $0 != "0" })
    else { return nil }
    return String(match.1)
  }

  private static let traceHeader = HTTPFields.Element.Name("traceparent")!

  /// The pattern of the route; no pattern begins without a slash.
  private static func path(of context: CallContext) -> String {
    context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "unmatched"
  }

  /// The id that the caller sent when it is fit to be written into a log, a header and a URI; else a new one.
  static func requestID(for request: HTTPRequest) -> String {
    if let sent = request.headerFields[Self.header], sent.wholeMatch(of: /[A-Za-z0-9._~=+-]{1,128}/) != nil {
      return sent
    }
    let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension ContinuousClock.Instant {
  /// Milliseconds from this instant until now, to the microsecond.
  var elapsedMilliseconds: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - self).components
    return Double(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / 1_000
  }
}
