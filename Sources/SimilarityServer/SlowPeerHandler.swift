import NIOCore
import NIOHTTPTypes

/// Cuts connections whose other side takes too long over a request, or over taking a response: each holds memory and one of the
/// connections that others may need, and a byte now and then keeps an idle timeout from ever firing.
///
/// A request has to be there whole within a time from its first byte, and the first one from when the connection was made. Once
/// a response does not fit into the buffers any more, the other side has to make room within a time.
///
/// Two handlers, since a request begins with a byte and ends where its last part has been decoded: this one sees the parts, and puts
/// the other before the decoder. Both are used by the connection's event loop alone.
final class SlowPeerHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  /// Why a connection was cut.
  enum Reason: String {
    case slowRequest = "slow_request"
    case slowReader = "slow_reader"
  }

  private let bytes: Bytes

  /// Creates a handler.
  ///
  /// - Parameters:
  ///   - receive: how long a request may take to arrive.
  ///   - send: how long a response may wait for the other side.
  ///   - onCut: called before a connection is closed.
  init(receive: Duration, send: Duration, onCut: @escaping @Sendable (Reason) -> Void) {
    bytes = Bytes(receive: TimeAmount(receive), send: TimeAmount(send), onCut: onCut)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    do {
      try context.pipeline.syncOperations.addHandler(bytes, position: .first)
    } catch {
      context.fireErrorCaught(error)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .end = Self.unwrapInboundIn(data) { bytes.requestIsThere() }
    context.fireChannelRead(data)
  }

  /// Sees bytes before they are anything, and whether the other side takes those that are sent.
  private final class Bytes: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let receive: TimeAmount
    private let send: TimeAmount
    private let onCut: @Sendable (Reason) -> Void
    private var isRequestBegun = false
    private var arrival: Scheduled<Void>?
    private var departure: Scheduled<Void>?

    init(receive: TimeAmount, send: TimeAmount, onCut: @escaping @Sendable (Reason) -> Void) {
      self.receive = receive
      self.send = send
      self.onCut = onCut
    }

    func requestIsThere() {
      isRequestBegun = false
      arrival?.cancel()
      arrival = nil
    }

    func handlerAdded(context: ChannelHandlerContext) {
      arrival = cut(context.channel, after: receive, because: .slowRequest)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      isRequestBegun = true
      context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
      // Most requests are there with their first byte, and need no clock.
      if isRequestBegun, arrival == nil { arrival = cut(context.channel, after: receive, because: .slowRequest) }
      context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
      departure?.cancel()
      departure = context.channel.isWritable ? nil : cut(context.channel, after: send, because: .slowReader)
      context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
      arrival?.cancel()
      departure?.cancel()
      context.fireChannelInactive()
    }

    private func cut(_ channel: any Channel, after time: TimeAmount, because reason: Reason) -> Scheduled<Void> {
      channel.eventLoop.scheduleTask(in: time) { [onCut] in
        onCut(reason)
        channel.close(promise: nil)
      }
    }
  }
}
