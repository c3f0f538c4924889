import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One connection of a client: sends requests and reads responses in turn, or a request piece by piece.
final class SocketConnection {
  private let outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
  private var inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator

  private init(
    outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>,
    inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>
  ) {
    self.outbound = outbound
    self.inbound = inbound.makeAsyncIterator()
  }

  /// Connects to a port of this machine for as long as the body runs, in TLS if there is a configuration for it.
  static func open<Result: Sendable>(
    port: Int, tls: TLSConfiguration? = nil, _ body: @Sendable (SocketConnection) async throws -> Result
  ) async throws -> Result {
    let context = try tls.map { try NIOSSLContext(configuration: $0) }
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      // By its address, and with time: a name is looked up on threads that other tests may keep busy for long.
      .connectTimeout(.seconds(600))
      .connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port)) { channel in Self.setUp(channel, context) }
    return try await run(body, over: channel)
  }

  /// Connects to a Unix domain socket for as long as the body runs.
  static func open<Result: Sendable>(
    path: String, _ body: @Sendable (SocketConnection) async throws -> Result
  ) async throws -> Result {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(unixDomainSocketPath: path) { channel in Self.setUp(channel, nil) }
    return try await run(body, over: channel)
  }

  private typealias ClientChannel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

  private static func setUp(_ channel: any Channel, _ tls: NIOSSLContext?) -> EventLoopFuture<ClientChannel> {
    channel.eventLoop.makeCompletedFuture {
      if let tls {
        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: "localhost"))
      }
      try channel.pipeline.syncOperations.addHTTPClientHandlers()
      return try ClientChannel(wrappingChannelSynchronously: channel)
    }
  }

  private static func run<Result: Sendable>(
    _ body: @Sendable (SocketConnection) async throws -> Result, over channel: ClientChannel
  ) async throws -> Result {
    try await channel.executeThenClose { inbound, outbound in
      try await body(SocketConnection(outbound: outbound, inbound: inbound))
    }
  }

  /// Sends a request and reads its response.
  func send(_ request: WireRequest) async throws -> WireResponse {
    try await begin(request)
    try await write(request.body)
    return try await finish()
  }

  /// Sends the head of a request; its length is that of the whole body.
  func begin(_ request: WireRequest) async throws {
    var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
    headers.add(name: "Host", value: "localhost")
    if !headers.contains(name: "Transfer-Encoding"), request.method == "POST" || !request.body.isEmpty {
      headers.add(name: "Content-Length", value: "\(request.body.count)")
    }
    let method = HTTPMethod(rawValue: request.method)
    try await outbound.write(
      .head(HTTPRequestHead(version: .http1_1, method: method, uri: request.path, headers: headers)))
  }

  /// Sends a piece of the body.
  func write(_ bytes: some Sequence<UInt8>) async throws {
    try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
  }

  /// Ends the request and reads the response.
  func finish() async throws -> WireResponse {
    try await end()
    return try await receive()
  }

  /// Ends the request.
  func end() async throws { try await outbound.write(.end(nil)) }

  /// Whether the server closes the connection without sending anything more.
  func isClosedByServer() async throws -> Bool { try await inbound.next() == nil }

  /// Reads a response.
  func receive() async throws -> WireResponse {
    var head: HTTPResponseHead?
    var body: [UInt8] = []
    while let part = try await inbound.next() {
      switch part {
      case .head(let received): head = received
      case .body(let bytes): body += bytes.readableBytesView
      case .end:
        guard let head else { break }
        return WireResponse(
          status: Int(head.status.code), headers: head.headers.map { ($0.name, $0.value) }, body: body)
      }
    }
    throw ConnectionBroken()
  }

  struct ConnectionBroken: Error {}
}
