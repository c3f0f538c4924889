import Files
import Hummingbird
import NIOCore

/// Sends bodies compressed (gzip) to those who say that they take it, where that is worth it.
struct CompressionMiddleware: RouterMiddleware {
  typealias Context = CallContext

  /// A body that fits into one packet of a network anyway is sent as it is.
  static let shortest = 1_400

  func handle(
    _ request: Request, context: CallContext, next: (Request, CallContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    guard let length = response.body.contentLength, length >= Self.shortest,
      response.headers[.contentEncoding] == nil
    else { return response }
    response.headers[.vary] = "Accept-Encoding"
    guard Self.takesGzip(request.headers[values: .acceptEncoding]) else { return response }
    let collected = CollectedBody()
    try await response.body.write(collected)
    response.body = ResponseBody(
      byteBuffer: ByteBuffer(bytes: collected.buffer.withUnsafeReadableBytes { GzipEncoder.encode($0) }))
    response.headers[.contentEncoding] = "gzip"
    response.headers[.contentLength] = nil
    return response
  }

  /// Whether `Accept-Encoding` (RFC 9110) names gzip or everything, with a weight that is not 0.
  static func takesGzip(_ fields: [String]) -> Bool {
    var weights: [String: Double] = [:]
    for coding in fields.joined(separator: ",").lowercased().split(separator: ",") {
      let parts = coding.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
      guard let name = parts.first else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      weights[String(name)] = weight
    }
    return (weights["gzip"] ?? weights["x-gzip"] ?? weights["*"] ?? 0) > 0
  }
}

/// Takes a body instead of a connection.
private final class CollectedBody: ResponseBodyWriter {
  var buffer = ByteBuffer()

  func write(_ part: ByteBuffer) async throws { buffer.writeImmutableBuffer(part) }

  func finish(_: HTTPFields?) async throws {}
}
