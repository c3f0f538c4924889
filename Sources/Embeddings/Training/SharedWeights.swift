#if canImport(Glibc)
  import Glibc
#endif

/// The weights that all workers read and write at once without a lock: the one deliberate race of this library.
///
/// The method is Hogwild (Recht, Ré, Wright and Niu, 2011). It is sound where steps touch few rows: a lost or
/// half-seen update is then rare, and small, since it is one of the many that the row receives. Two workers meet in a
/// row about as often as the most popular tracks' share of the corpus (under a percent in real playlists). No value is ever
/// used as an address or a count, so the worst outcome is a slightly different number: an aligned `Float` is
/// loaded and stored whole on every supported CPU. The price is that two runs with several workers differ in their
/// last digits; with one worker nothing is shared, and a seed repeats its bytes. The thread sanitizer rightly reports
/// this race, so its job trains with one worker.
final class SharedWeights: @unchecked Sendable {
  /// One of the two tables: rows and the optimizer's memory of each.
  struct Table {
    /// Row-major, `count` x `stride`: the components of each row and zeros.
    let rows: UnsafeMutablePointer<Float>
    /// The distance in floats between the starts of two rows: whole cache lines. A row that begins in the middle of one
    /// touches another, and each of its vectors lies across two.
    let stride: Int
    /// The sum of the mean squared gradients of each row so far (AdaGrad).
    let accumulators: UnsafeMutablePointer<Float>
  }

  /// Rows of each table.
  let count: Int
  /// Components of a row.
  let dimension: Int
  /// The table of a track as the center of pairs.
  let input: Table
  /// The table of a track as a positive or negative of others.
  let context: Table

  /// Starts from the tables of a state.
  init(_ state: TrainingState) {
    count = state.count
    dimension = state.dimension
    input = Self.makeTable(state.vectors.input, accumulators: state.inputAccumulators)
    context = Self.makeTable(state.vectors.context, accumulators: state.contextAccumulators)
  }

  /// Starts as a training without a past does.
  convenience init(count: Int, dimension: Int, random: inout RandomSource) {
    self.init(TrainingState(count: count, dimension: dimension, random: &random))
  }

  deinit {
    for table in [input, context] {
      table.rows.deallocate()
      table.accumulators.deallocate()
    }
  }

  /// The tables as they are, for a caller that knows no worker runs.
  func snapshot(best: TrackVectors? = nil, history: TrainingHistory = TrainingHistory()) -> TrainingState {
    TrainingState(
      vectors: vectors, inputAccumulators: accumulators(of: input), contextAccumulators: accumulators(of: context),
      best: best, history: history)
  }

  /// The rows as they are, for a caller that knows no worker runs.
  var vectors: TrackVectors { TrackVectors(input: matrix(input), context: matrix(context)) }

  /// Whether every weight is a number, for a caller that knows no worker runs.
  var isFinite: Bool {
    let math = VectorMath.best
    return [input, context].allSatisfy { table in
      let rows = UnsafePointer(table.rows)
      return (0..<count).allSatisfy { math.sumOfSquares(rows + $0 * table.stride, count: dimension).isFinite }
    }
  }

  private func matrix(_ table: Table) -> EmbeddingMatrix {
    let values = [Float](unsafeUninitializedCapacity: count * dimension) { values, initialized in
      for row in 0..<count {
        let target = UnsafeMutableBufferPointer(rebasing: values[row * dimension..<(row + 1) * dimension])
        _ = target.initialize(from: UnsafeBufferPointer(start: table.rows + row * table.stride, count: dimension))
      }
      initialized = count * dimension
    }
    return EmbeddingMatrix(count: count, dimension: dimension, values: values)
  }

  private func accumulators(of table: Table) -> [Float] {
    [Float](UnsafeBufferPointer(start: table.accumulators, count: count))
  }

  private static func makeTable(_ matrix: EmbeddingMatrix, accumulators: [Float]) -> Table {
    let (dimension, stride) = (matrix.dimension, Table.stride(for: matrix.dimension))
    let rows = allocate(matrix.count * stride)
    rows.initialize(repeating: 0, count: matrix.count * stride)
    matrix.values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return }
      for row in 0..<matrix.count {
        (rows + row * stride).update(from: start + row * dimension, count: dimension)
      }
    }
    return Table(rows: rows, stride: stride, accumulators: copy(accumulators))
  }

  private static func copy(_ values: [Float]) -> UnsafeMutablePointer<Float> {
    let copy = allocate(values.count)
    values.withUnsafeBufferPointer { values in
      if let start = values.baseAddress { copy.initialize(from: start, count: values.count) }
    }
    return copy
  }

  /// Room for a table, on huge pages where the system has them: rows are read at random, and 4 KiB pages of a large
  /// table would miss the translation buffer at nearly every row.
  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let bytes = max(1, count) * MemoryLayout<Float>.stride
    let isLarge = bytes >= hugePage
    let start = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? hugePage : 64)
    #if canImport(Glibc)
      // Only advice: without it the same memory is slower.
      if isLarge { _ = madvise(start, bytes / hugePage * hugePage, MADV_HUGEPAGE) }
    #endif
    return start.bindMemory(to: Float.self, capacity: count)
  }

  private static let hugePage = 1 << 21
}

extension SharedWeights.Table {
  /// The stride of tables of so many components a row.
  static func stride(for dimension: Int) -> Int { VectorMath.padded(dimension) }

  /// Moves rows along their gradients, one after the other; a track may stand among them twice.
  ///
  /// A step never leaves the finite numbers: AdaGrad's has a root mean square of at most `rate`, plain descent is cut
  /// to length 1, and a gradient that is not finite is left out. Without that, the many updates that shared negatives
  /// sum into one row diverge at wide windows.
  ///
  /// - Parameters:
  ///   - gradients: One row for each track, padded with zeros as ``VectorMath`` says.
  func step(
    _ tracks: UnsafePointer<Int32>, count: Int, gradients: UnsafePointer<Float>, stride: Int, dimension: Int,
    rate: Float, optimizer: Optimizer, math: VectorMath
  ) {
    switch optimizer {
    case .adaGrad:
      math.stepAdaGrad(
        rows, tableStride: self.stride, accumulators: accumulators, ordinals: tracks, count: count,
        gradients: gradients, stride: stride, dimension: dimension, rate: rate)
    case .sgd:
      math.stepSGD(
        rows, tableStride: self.stride, ordinals: tracks, count: count, gradients: gradients, stride: stride,
        dimension: dimension, rate: rate)
    }
  }
}
