import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Answers what is refused by its head alone where it arrives, on the connection's event loop: before its body is read and a task waits
/// for it. A crowd that is sent away must not take the time of those who are let in.
///
/// The body that such a request goes on to send is passed over. Used by the connection's event loop alone.
final class RefusalHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// A response that has been made.
  struct Refusal: Sendable {
    let head: HTTPResponse
    let body: ByteBuffer
  }

  private let refusal: @Sendable (HTTPRequest) -> Refusal?
  /// How many requests were passed on and have not been answered.
  private var underWay = 0
  private var isPassingOver = false

  /// Creates a handler of one connection.
  ///
  /// - Parameter refusal: what to answer to a head; nil passes the request on. Called on the event loop: it must not wait.
  init(_ refusal: @escaping @Sendable (HTTPRequest) -> Refusal?) { self.refusal = refusal }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head(let request):
      // Behind a request that is being answered its turn has not come.
      if underWay == 0, let refusal = refusal(request) {
        isPassingOver = true
        context.write(Self.wrapOutboundOut(.head(refusal.head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(refusal.body)), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        return
      }
      underWay += 1
    case .body: if isPassingOver { return }
    case .end:
      if isPassingOver {
        isPassingOver = false
        return
      }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = Self.unwrapOutboundIn(data) { underWay -= 1 }
    context.write(data, promise: promise)
  }
}
