import CVectorKernels

/// The score of a query against rows, by one metric, with the fastest kernels of this CPU.
///
/// A row's score has the same bits whether it was scored alone or among four.
struct RowScorer: @unchecked Sendable {  // C function pointers and an integer; nothing changes after `init`
  private let one: @convention(c) (UnsafePointer<Float>, UnsafePointer<Float>, Int) -> Float
  private let four:
    @convention(c) (
      UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>,
      Int, UnsafeMutablePointer<Float>
    ) -> Void
  private let sign: Float
  private let dimension: Int

  init(metric: Metric, dimension: Int) {
    let kernels = cvk_distance_kernels_best().pointee
    one = metric == .l2 ? kernels.squared_l2 : kernels.dot
    four = metric == .l2 ? kernels.squared_l2_four : kernels.dot_four
    sign = metric == .l2 ? -1 : 1
    self.dimension = dimension
  }

  /// How near a row is; higher is nearer.
  @inline(__always) func score(_ query: UnsafePointer<Float>, _ row: UnsafePointer<Float>) -> Float {
    sign * one(query, row, dimension)
  }

  /// How near four rows are.
  @inline(__always) func score(
    _ query: UnsafePointer<Float>, _ row0: UnsafePointer<Float>, _ row1: UnsafePointer<Float>,
    _ row2: UnsafePointer<Float>, _ row3: UnsafePointer<Float>
  ) -> SIMD4<Float> {
    var scores = SIMD4<Float>()
    withUnsafeMutablePointer(to: &scores) {
      $0.withMemoryRebound(to: Float.self, capacity: 4) { four(query, row0, row1, row2, row3, dimension, $0) }
    }
    return scores * sign
  }

  /// The name of the kernels in use: `generic`, `avx2`, `avx512`, `avx512vnni` or `neon`.
  static var levelName: String { String(cString: cvk_distance_kernels_best().pointee.name) }
}

/// The kernels that compare vectors on this machine.
public enum VectorKernels {
  /// What they were written for: `generic`, `avx2`, `avx512`, `avx512vnni` or `neon`.
  public static var level: String { RowScorer.levelName }
}

/// Asks for a whole row, or a whole list of links, ahead of its use.
@inline(__always) func prefetch<Element>(_ start: UnsafePointer<Element>, count: Int) {
  cvk_prefetch(start, count * MemoryLayout<Element>.stride)
}
