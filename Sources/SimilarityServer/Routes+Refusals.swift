import Hummingbird

// Questions that cannot be taken on.
extension Routes {
  /// The paths of questions, each of which a thread answers.
  static let questionPaths: Set = [
    "/v1/similar", "/v1/similar:batch", "/v1/home", "/v1/score", "/v1/listener", "/v1/explain",
  ]

  /// Refuses a question by its head, in the words that it would hear if it went the way of all requests.
  ///
  /// - Returns: nil for what goes that way: what there is room for, what is no question for a thread, and what is refused with more
  ///   care, as less than interactive questions and those on a connection that is to be closed are.
  @Sendable func refusalInAdvance(of request: HTTPRequest) -> RefusalHandler.Refusal? {
    guard let reason = lanes.refusal(of: .interactive), request.method == .post, let path = request.path,
      Self.questionPaths.contains(path),
      request.headerFields[Self.laneHeader].map({ $0 == Lane.interactive.description }) ?? true,
      // Who may have the answer already needs no room.
      request.headerFields[.ifNoneMatch] == nil,
      !drain.isStopping, request.headerFields[.connection].map({ !$0.lowercased().contains("close") }) ?? true
    else { return nil }
    let (start, id) = (ContinuousClock.now, RequestLog.requestID(for: request))
    metrics.requestBegins()
    let problem = lanes.shed(.interactive, because: reason)
    let body = problem.body(requestID: id)
    var headers = problem.headers
    headers[.contentLength] = "\(body.readableBytes)"
    headers[RequestLog.header] = id
    let status = problem.kind.status
    RequestLog(logger: logger, metrics: metrics).write(
      request, path: path, id: id, status: "\(status.code)", since: start)
    return RefusalHandler.Refusal(head: HTTPResponse(status: status, headerFields: headers), body: body)
  }
}
