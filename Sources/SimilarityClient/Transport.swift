import AsyncHTTPClient

/// Sends one request, once.
protocol Transport: Sendable {
  /// - Throws: whatever keeps a response from coming.
  func post(_ path: String, headers: [(String, String)], body: [UInt8], within: Duration) async throws
    -> TransportResponse
}

/// A response as it came.
struct TransportResponse: Sendable {
  let status: Int
  let retryAfter: Duration?
  let body: [UInt8]
}

/// Requests over AsyncHTTPClient, which keeps connections and speaks HTTP/2 with who can.
struct HTTPTransport: Transport {
  let client: HTTPClient
  let base: String

  /// One client for the process. It says at once that nobody listens, where AsyncHTTPClient's own would try until the time is
  /// up: whether to try again is for the ``RetryPolicy``.
  static let shared: HTTPClient = {
    var configuration = HTTPClient.Configuration.singletonConfiguration
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  /// An answer of a thousand cards with evidence has under a megabyte.
  private static let longestBody = 16 << 20

  func post(
    _ path: String, headers: [(String, String)], body: [UInt8], within time: Duration
  ) async throws -> TransportResponse {
    var request = HTTPClientRequest(url: base + path)
    request.method = .POST
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    request.body = .bytes(body)
    let response = try await client.execute(request, timeout: .nanoseconds(Int64(time / .nanoseconds(1))))
    let bytes = try await response.body.collect(upTo: Self.longestBody)
    return TransportResponse(
      status: Int(response.status.code),
      retryAfter: response.headers.first(name: "Retry-After").flatMap { Int($0) }.map { .seconds($0) },
      body: Array(bytes.readableBytesView))
  }
}
