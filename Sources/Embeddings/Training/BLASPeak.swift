/// The speed of large matrix products on this machine: the ceiling to hold a training's speed against.
public enum BLASPeak {
  /// The kernels that OpenBLAS chose for this CPU, such as `SkylakeX`.
  public static var kernel: String { BLAS.coreName }

  /// Measures the floating-point operations a second that `sgemm` reaches with square products, one on each thread.
  ///
  /// All threads compute at the same time, each on matrices of its own, in several rounds; the best round counts, because
  /// others' load can only slow one down. Takes about half a second and 12 MB a thread.
  ///
  /// - Parameter threads: How many threads compute; 0 for one a core.
  public static func measure(threads: Int) -> Double {
    BLAS.useOneThread()
    let count = WorkerThreads.count(for: threads)
    let clock = ContinuousClock()
    let start = clock.now
    var best = 0.0
    repeat {
      for side in sides {
        let products = max(1, operationsInRound / operations(side: side))
        let seconds = clock.measure { round(threads: count, products: products, side: side) } / .seconds(1)
        best = max(best, Double(count * products * operations(side: side)) / seconds)
      }
    } while clock.now - start < duration
    return best
  }

  /// Which of the two is faster depends on the caches.
  private static let sides = [512, 1024]
  /// A round of a thread: long beside the start of a thread, short beside the gaps between others' load.
  private static let operationsInRound = operations(side: 1024)
  private static let duration = Duration.milliseconds(500)

  private static func operations(side: Int) -> Int { 2 * side * side * side }

  private static func round(threads: Int, products: Int, side: Int) {
    WorkerThreads.run(count: threads) { _ in
      let size = side * side
      let floats = UnsafeMutablePointer<Float>.allocate(capacity: 3 * size)
      defer { floats.deallocate() }
      floats.initialize(repeating: 0.5, count: 3 * size)
      for _ in 0..<products {
        BLAS.multiply(
          .init(floats, stride: side), .init(floats + size, stride: side), rows: side, columns: side, inner: side,
          into: floats + 2 * size, stride: side)
      }
    }
  }
}
