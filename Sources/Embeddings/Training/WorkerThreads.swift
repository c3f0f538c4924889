import Dispatch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Threads of our own for long arithmetic, while the calling thread stays free to report and to be asked.
///
/// Neither Swift's cooperative pool nor a Dispatch queue: both would wait for a free thread when every one of theirs
/// is itself waiting here. Starting a thread costs some 50 µs.
enum WorkerThreads {
  /// How many workers a request for `threads` means: 0 is one for each core.
  static func count(for threads: Int) -> Int {
    threads > 0 ? threads : max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Runs `body(0)` to `body(count - 1)`, each on a thread of its own, and returns when all have returned.
  ///
  /// - Parameters:
  ///   - tickMilliseconds: How long the calling thread sleeps between two calls of `tick`.
  ///   - tick: Called on the calling thread again and again while the workers run.
  static func run(
    count: Int, tickMilliseconds: Int = 200, tick: () -> Void = {}, body: @escaping @Sendable (_ worker: Int) -> Void
  ) {
    let finished = DispatchSemaphore(value: 0)
    for worker in 0..<count {
      let job: @Sendable () -> Void = {
        body(worker)
        finished.signal()
      }
      // A system that grants no more threads slows the work down; it does not stop it.
      if !start(job) { job() }
    }
    for _ in 0..<count {
      while finished.wait(timeout: .now() + .milliseconds(tickMilliseconds)) == .timedOut { tick() }
    }
  }

  /// Runs `beside` on the calling thread while workers run `body(0)` to `body(count - 1)`, and returns when all have
  /// returned.
  ///
  /// - Parameter beside: Told how many workers the system granted, perhaps none; it must make them return, also when it throws.
  static func run<Answer>(
    count: Int, body: @escaping @Sendable (_ worker: Int) -> Void, beside: (_ granted: Int) throws -> Answer
  ) rethrows -> Answer {
    let finished = DispatchSemaphore(value: 0)
    var granted = 0
    for worker in 0..<count {
      let isGranted = start {
        body(worker)
        finished.signal()
      }
      if isGranted { granted += 1 } else { break }
    }
    defer { for _ in 0..<granted { finished.wait() } }
    return try beside(granted)
  }

  private final class Job: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts a thread; false when the system grants none.
  private static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    let job = Unmanaged.passRetained(Job(body))
    #if canImport(Glibc)
      var thread = pthread_t()
      let status = pthread_create(
        &thread, nil,
        { argument in
          Unmanaged<Job>.fromOpaque(argument!).takeRetainedValue().body()
          return nil
        }, job.toOpaque())
      guard status == 0 else {
        job.release()
        return false
      }
      pthread_detach(thread)
    #else
      var thread: pthread_t?
      let status = pthread_create(
        &thread, nil,
        { argument in
          Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body()
          return nil
        }, job.toOpaque())
      guard status == 0, let thread else {
        job.release()
        return false
      }
      pthread_detach(thread)
    #endif
    return true
  }
}
