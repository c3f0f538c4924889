import Foundation

/// What this process has taken of the machine's memory.
enum ProcessMemory {
  /// The most bytes that the process has had in memory at once.
  static var peakBytes: Int {
    var usage = rusage()
    #if os(Linux)
      getrusage(RUSAGE_SELF.rawValue, &usage)
      return Int(usage.ru_maxrss) * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #endif
  }
}
