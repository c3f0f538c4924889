import NIOCore
import NIOPosix

/// A connection that sends bytes which may be nothing like HTTP.
struct RawConnection {
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private let inbound: NIOAsyncChannelInboundStream<ByteBuffer>

  /// Connects to a port of this machine for as long as the body runs.
  static func open<Result: Sendable>(
    port: Int, _ body: @Sendable (RawConnection) async throws -> Result
  ) async throws -> Result {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      // By its address, and with time: a name is looked up on threads that other tests may keep busy for long.
      .connectTimeout(.seconds(600))
      .connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port)) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await body(RawConnection(outbound: outbound, inbound: inbound))
    }
  }

  func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

  /// Everything that comes until the other side closes; a reset ends it too.
  func readToEnd() async -> String {
    var all = ByteBuffer()
    do {
      for try await part in inbound { all.writeImmutableBuffer(part) }
    } catch {}
    return String(buffer: all)
  }
}
