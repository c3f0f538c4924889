import NIOCore

/// A connection of HTTP/1.1 of a ``LoadRun``: one request at a time. Times are in seconds from the run's start. Used by its event
/// loop alone.
final class LoadConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Why a connection is of no more use.
  enum Fault: Error, CustomStringConvertible {
    case closed
    case overdue
    case unasked

    var description: String {
      switch self {
      case .closed: "the server closed the connection"
      case .overdue: "the server does not answer"
      case .unasked: "the server sends what nobody asked for"
      }
    }
  }

  /// A run that has ended does not hear of its connections any more.
  private weak var run: LoadRun?
  private var context: ChannelHandlerContext?
  /// When the request under way was due, and how long it is waited for; nil while none is.
  private var request: (due: Double, expiry: Double)?
  private var received = ByteBuffer()
  private var head: ResponseHead?
  private var isGone = false

  init(of run: LoadRun) { self.run = run }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Sends a request; none may be under way.
  ///
  /// - Parameters:
  ///   - due: when it was due, which may be long ago.
  ///   - expiry: until when its answer is waited for.
  func send(_ request: ByteBuffer, due: Double, expiry: Double) {
    guard let context, self.request == nil else { preconditionFailure("one request at a time, while it is connected") }
    self.request = (due, expiry)
    context.writeAndFlush(Self.wrapOutboundOut(request), promise: nil)
  }

  /// Gives up the request under way if its time is up.
  func drop(ifExpiredAt now: Double) {
    if let request, request.expiry < now { fail(Fault.overdue) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = Self.unwrapInboundIn(data)
    received.writeBuffer(&bytes)
    do {
      guard let request else { throw Fault.unasked }
      if head == nil { head = try received.withUnsafeReadableBytes { try ResponseHead($0) } }
      guard let head, received.readableBytes >= head.length + head.bodyLength else { return }
      received.moveReaderIndex(forwardBy: head.length + head.bodyLength)
      received.discardReadBytes()
      self.head = nil
      self.request = nil
      if head.closes { fail(Fault.closed) }
      run?.connection(self, got: head, to: request.due)
    } catch {
      fail(error)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { fail(Fault.closed) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error) }

  /// Leaves the run, and tells it of the request that gets no answer now.
  private func fail(_ error: any Error) {
    guard !isGone else { return }
    isGone = true
    context?.close(promise: nil)
    let due = request?.due
    request = nil
    run?.connection(self, brokeBecause: error, under: due)
  }
}
