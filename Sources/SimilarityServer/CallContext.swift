import Hummingbird

/// What belongs to one request from its first byte to its log line.
struct CallContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The id that the caller sent or that was made for the request; in the response, in problems and in the log.
  var requestID = ""
  /// The name of the key that the request came with; nil where none is asked for.
  var key: String?

  init(source: ApplicationRequestContextSource) { coreContext = CoreRequestContextStorage(source: source) }
}
