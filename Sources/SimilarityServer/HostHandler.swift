import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Refuses requests of HTTP/1.1 that do not name exactly one host (RFC 9112, 3.2): two servers in a row may each believe another
/// one. The connection answers 400 and closes, as for anything else that is not HTTP.
///
/// Later handlers see at most one host, so this one puts another before the codec that drops the rest. HTTP/2 has no such codec, and
/// refuses two by itself.
final class HostHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  func handlerAdded(context: ChannelHandlerContext) {
    guard let codec = try? context.pipeline.syncOperations.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
    do {
      try context.pipeline.syncOperations.addHandler(Check(), position: .before(codec))
    } catch {
      context.fireErrorCaught(error)
    }
  }

  private final class Check: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart

    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if case .head(let head) = Self.unwrapInboundIn(data), (head.version.major, head.version.minor) >= (1, 1),
        head.headers["Host"].count != 1
      {
        isRefused = true
        context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
      }
      if !isRefused { context.fireChannelRead(data) }
    }
  }
}
