import HummingbirdCore
import Logging
import NIOCore

/// Handles a connection's requests on the thread of its event loop, where its bytes arrive and leave, rather than on one of Swift's
/// own: two changes of thread a request fewer. What takes long goes to the ``Lanes`` anyway.
///
/// A server that ends drops connections which it has accepted and not begun to handle, and NIO ends the process when such a
/// connection is let go before it is finished. So each is held until it is closed.
struct LoopBoundChannel<Base: HTTPChannelHandler>: HTTPChannelHandler {
  typealias Value = Base.Value

  let base: Base
  /// Makes what sees a connection's requests last, once ``base`` has counted them and before they become tasks; nil for none.
  var lastHandler: (@Sendable () -> any RemovableChannelHandler)?

  var responder: HTTPChannelHandler.Responder { base.responder }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
    base.setup(channel: channel, logger: logger).flatMapThrowing { value in
      if let lastHandler {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(
          lastHandler(), position: .after(try pipeline.handler(type: HTTPConnectionStateHandler.self)))
      }
      channel.closeFuture.whenComplete { _ in withExtendedLifetime(value) {} }
      return value
    }
  }

  func handle(value: Base.Value, logger: Logger) async {
    await withTaskExecutorPreference(EventLoopTaskExecutor(loop: value.channel.eventLoop)) {
      await base.handle(value: value, logger: logger)
    }
  }
}

/// Runs tasks on an event loop.
private final class EventLoopTaskExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
