import Files
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import TestSupport
import Testing

@testable import SimilarityServer

/// Requests in TLS, and certificates that are renewed.
@Suite struct ServerCertificateTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try install(TestCertificates.first)
  }

  private func install(_ pair: (certificate: String, key: String)) throws {
    _ = try folder.write(pair.certificate, as: "cert.pem")
    _ = try folder.write(pair.key, as: "key.pem")
  }

  private func certificate() throws -> ServerCertificate {
    try ServerCertificate(chain: folder("cert.pem"), key: folder("key.pem"))
  }

  /// A client that trusts one certificate and nothing else.
  private func trusting(_ pem: String, speaking protocols: [String] = []) throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
    configuration.applicationProtocols = protocols
    return configuration
  }

  @Test func a_question_is_answered_in_tls() async throws {
    let trusted = try trusting(TestCertificates.first.certificate)
    try await LiveServer.run(certificate: try certificate()) { server, _ in
      let response = try await SocketConnection.open(port: server.port, tls: trusted) {
        try await $0.send(.similar(#"{"seeds": ["track:red-0"], "count": 3}"#))
      }
      #expect(response.status == 200)
      #expect(try response.decode(WireAnswer.self).items.count == 3)
    }
  }

  @Test(arguments: [["h2", "http/1.1"], ["http/1.1"], []])
  func http_2_is_spoken_with_who_can(offered: [String]) async throws {
    let context = try NIOSSLContext(configuration: trusting(TestCertificates.first.certificate, speaking: offered))
    try await LiveServer.run(certificate: try certificate()) { server, _ in
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(.seconds(600))
        .connect(to: SocketAddress(ipAddress: "127.0.0.1", port: server.port)) { channel in
          channel.eventLoop.makeCompletedFuture {
            let handshake = Handshake(channel.eventLoop.makePromise())
            try channel.pipeline.syncOperations.addHandlers(
              NIOSSLClientHandler(context: context, serverHostname: "localhost"), handshake)
            return (channel, handshake.agreed)
          }
        }
      #expect(try await channel.1.get() == offered.first)
      try await channel.0.close()
    }
  }

  /// Waits for a handshake and tells the protocol that was agreed on.
  private final class Handshake: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    private let promise: EventLoopPromise<String?>
    var agreed: EventLoopFuture<String?> { promise.futureResult }

    init(_ promise: EventLoopPromise<String?>) { self.promise = promise }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case .handshakeCompleted(let agreed)? = event as? TLSUserEvent { promise.succeed(agreed) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { promise.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(ChannelError.eof) }
  }

  @Test func a_certificate_is_renewed_while_the_service_runs() async throws {
    let certificate = try certificate()
    let (first, second) = (
      try trusting(TestCertificates.first.certificate), try trusting(TestCertificates.second.certificate)
    )
    try await LiveServer.run(certificate: certificate) { server, _ in
      @Sendable func isTrusted(by configuration: TLSConfiguration) async -> Bool {
        let response = try? await SocketConnection.open(port: server.port, tls: configuration) {
          try await $0.send(.get("/livez"))
        }
        return response?.status == 200
      }
      #expect(await isTrusted(by: first))
      #expect(await !isTrusted(by: second))
      // The certificate is there and its key is not yet: the old ones hold.
      _ = try folder.write(TestCertificates.second.certificate, as: "cert.pem")
      certificate.reload(logger: .silent)
      #expect(await isTrusted(by: first))
      try install(TestCertificates.second)
      certificate.reload(logger: .silent)
      #expect(await isTrusted(by: second))
      #expect(await !isTrusted(by: first))
    }
  }

  @Test func files_are_tried_once_and_again_when_they_have_changed() throws {
    let certificate = try certificate()
    #expect(!certificate.reload(logger: .silent))
    _ = try folder.write(TestCertificates.second.certificate, as: "cert.pem")
    #expect(certificate.reload(logger: .silent))
    #expect(!certificate.reload(logger: .silent), "a pair that was refused is tried again and again")
    // Back to those that hold, which were not the last to be seen.
    try install(TestCertificates.first)
    #expect(certificate.reload(logger: .silent))
    #expect(!certificate.reload(logger: .silent))
  }

  @Test func what_is_no_certificate_is_refused_with_its_place() throws {
    func said() throws -> String {
      let error = #expect(throws: DataError.self) { try certificate() }
      return "\(try #require(error))"
    }
    _ = try folder.write("nonsense", as: "cert.pem")
    #expect(try said().contains("cert.pem: holds no certificate"))
    try install((TestCertificates.first.certificate, TestCertificates.second.key))
    #expect(try said().contains("key.pem: is not the key of the first certificate"))
    try install((TestCertificates.first.certificate, "nonsense"))
    #expect(try said().contains("key.pem: holds no private key"))
    #expect(try !said().contains("nonsense"), "a key is told")
  }
}
