import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Work split over threads, for work whose result does not depend on which thread did what.
enum Parallel {
  /// The threads to use where the caller said 0: one for each core.
  static func threadCount(_ asked: Int) -> Int {
    precondition(asked >= 0, "\(asked) threads cannot work")
    return asked > 0 ? asked : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// Calls `body` once for every chunk of `0..<count`, on up to `threads` threads, and returns when all are done.
  ///
  /// - Parameter body: gets the worker's number in `0..<threads`, which no other running call has, and the chunk.
  static func forEachChunk(
    of count: Int, chunk: Int, threads: Int, _ body: @Sendable (_ worker: Int, _ range: Range<Int>) -> Void
  ) {
    let workers = min(threads, (count + chunk - 1) / chunk)
    guard workers > 1 else {
      if count > 0 { body(0, 0..<count) }
      return
    }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      while true {
        let start = next.wrappingAdd(chunk, ordering: .relaxed).oldValue
        guard start < count else { return }
        body(worker, start..<min(start + chunk, count))
      }
    }
  }
}
