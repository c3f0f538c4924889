import NIOPosix
import Synchronization

/// Threads for work that keeps a core busy or waits for a disk, so that the event loops and Swift's own few threads
/// stay free for requests that need neither.
///
/// The number of threads is fixed and the queue before them is bounded: what cannot be taken on is refused at once,
/// which a caller can act upon, instead of being kept until nobody waits for it.
final class Workers: Sendable {
  private let limit: Int
  private let taken = Atomic(0)

  /// Creates workers that take on at most `limit` pieces of work at once, running or waiting.
  init(limit: Int) { self.limit = limit }

  /// Runs a piece of work on one of the threads.
  ///
  /// - Throws: a ``Problem`` of kind `overloaded` when the limit is reached; `CancellationError` when the task is
  ///   cancelled before the work began.
  func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    defer { taken.subtract(1, ordering: .relaxed) }
    guard taken.add(1, ordering: .relaxed).newValue <= limit else {
      throw Problem(.overloaded, "\(limit) questions are waiting or being answered; ask again later")
    }
    return try await NIOThreadPool.singleton.runIfActive(work)
  }
}
