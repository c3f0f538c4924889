import Foundation

/// Wall-clock and processor seconds since it was made.
struct Stopwatch {
  /// What has gone by.
  struct Elapsed {
    let seconds: Double
    /// Processor time of all threads of the process.
    let cpuSeconds: Double
  }

  private let wall = ContinuousClock.now
  private let processor = Stopwatch.processorSeconds

  /// What has gone by so far.
  var elapsed: Elapsed {
    Elapsed(seconds: (ContinuousClock.now - wall) / .seconds(1), cpuSeconds: Self.processorSeconds - processor)
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
