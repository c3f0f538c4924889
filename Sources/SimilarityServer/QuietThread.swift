import NIOPosix

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One thread for long work that nobody waits for: it gets what processor time the threads that answer questions leave.
///
/// On Linux it is of the scheduler's class `SCHED_IDLE`: a thread that wakes to answer goes before it at once, where among
/// threads of one class it may wait for milliseconds. Elsewhere it is a thread like others.
final class QuietThread: Sendable {
  /// `SCHED_IDLE` of Linux, which its headers hide from Swift.
  private static let idleClass: Int32 = 5

  private let pool = NIOThreadPool(numberOfThreads: 1)

  init() {
    pool.start()
    #if os(Linux)
      pool.submit { _ in
        var parameters = sched_param()
        // 0 is the calling thread. Refused or not, the work is done.
        _ = sched_setscheduler(0, Self.idleClass, &parameters)
      }
    #endif
  }

  deinit { pool.shutdownGracefully { _ in } }

  /// Runs work, after what was given before.
  ///
  /// - Throws: what the work throws, or that the process is stopping.
  func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await pool.runIfActive(work)
  }
}
