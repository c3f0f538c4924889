import HummingbirdCore
import Logging
import NIOCore

/// Handles a connection's requests on the thread of its event loop, where its bytes arrive and leave, rather than on one of Swift's
/// own: two changes of thread a request fewer. What takes long goes to the ``Lanes`` anyway.
struct LoopBoundChannel<Base: HTTPChannelHandler>: HTTPChannelHandler {
  typealias Value = Base.Value

  let base: Base

  var responder: HTTPChannelHandler.Responder { base.responder }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
    base.setup(channel: channel, logger: logger)
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
