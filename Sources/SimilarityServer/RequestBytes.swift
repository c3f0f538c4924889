import Hummingbird
import NIOCore

/// The body of a request, as far as it can be judged without reading it.
enum RequestBytes {
  /// Reads a body that is declared as JSON, or not declared at all.
  ///
  /// - Throws: a ``Problem`` when it is declared as something else or is longer than `limit` bytes; the connection's
  ///   error when it breaks off.
  static func json(of request: Request, limit: Int) async throws -> [UInt8] {
    if let type = request.headers[.contentType], !isJSON(type) {
      throw Problem(
        .unsupportedMediaType,
        "the body is declared as '\(clipped(type))'; send it with Content-Type: application/json (curl --json)")
    }
    if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
      throw Problem(.unsupportedMediaType, "the body is encoded as '\(clipped(coding))'; send it as it is")
    }
    let tooLarge = Problem(.bodyTooLarge, "at most \(limit) bytes are read")
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
    do {
      return Array(try await request.body.collect(upTo: limit).readableBytesView)
    } catch is NIOTooManyBytesError {
      throw tooLarge
    }
  }

  /// Whether a content type is `application/json`, in UTF-8 if it names a charset.
  private static func isJSON(_ contentType: String) -> Bool {
    // Nearly everybody writes just this.
    if contentType == "application/json" { return true }
    let parts = contentType.lowercased().split(separator: ";").map { $0.filter { !$0.isWhitespace && $0 != "\"" } }
    return parts.first == "application/json"
      && parts.dropFirst().allSatisfy { !$0.hasPrefix("charset=") || $0 == "charset=utf-8" || $0 == "charset=utf8" }
  }
}
