import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import SimilarityServer

@Suite struct LoopBoundChannelTests {
  /// Without being held until it is closed, this connection would end the process.
  @Test func a_connection_that_nobody_handles_may_be_dropped() async throws {
    let channel = NIOAsyncTestingChannel()
    let handler = LoopBoundChannel(base: HTTP1Channel { _, _, _ in })
    try await channel.testingEventLoop.flatSubmit {
      handler.setup(channel: channel, logger: .silent).map { _ in }
    }.get()
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    #expect(channel.isActive)
    try await channel.close()
    #expect(!channel.isActive)
  }
}
