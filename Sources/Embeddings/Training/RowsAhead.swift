/// The rows of the next chunk, sent for a few at a time while the present one is computed.
///
/// A core waits for memory in some two dozen places at once. Rows asked for in one go fill them, and the core stands
/// still; asked for between two pieces of arithmetic they come for nothing.
struct RowsAhead {
  private let rows: UnsafeMutablePointer<UnsafePointer<Float>>
  private let dimension: Int
  /// The rows that are still to be sent for.
  private let waiting: UnsafeMutablePointer<Range<Int>>

  /// Makes room for so many rows.
  init(capacity: Int, dimension: Int) {
    rows = .allocate(capacity: capacity)
    self.dimension = dimension
    waiting = .allocate(capacity: 1)
    waiting.initialize(to: 0..<0)
  }

  /// Frees what the value holds.
  func deallocate() {
    rows.deallocate()
    waiting.deallocate()
  }

  /// Lists the rows of a chunk.
  func list(_ chunk: TrainingChunk, of weights: SharedWeights) {
    var count = 0
    func add(_ tracks: UnsafePointer<Int32>, count added: Int, of table: SharedWeights.Table) {
      for index in 0..<added { rows[count + index] = UnsafePointer(table.rows + Int(tracks[index]) * dimension) }
      count += added
    }
    add(chunk.pairs.rowTracks, count: chunk.pairs.rowCount, of: weights.input)
    add(chunk.pairs.columnTracks, count: chunk.pairs.columnCount, of: weights.context)
    add(chunk.negatives.baseAddress!, count: chunk.negatives.count, of: weights.context)
    waiting.pointee = 0..<count
  }

  /// Sends for the next rows, at most so many.
  @inline(__always)
  func send(for limit: Int) {
    let next = waiting.pointee
    guard !next.isEmpty else { return }
    let end = min(next.lowerBound &+ limit, next.upperBound)
    VectorMath.prefetch(rows + next.lowerBound, count: end &- next.lowerBound, dimension: dimension)
    waiting.pointee = end..<next.upperBound
  }
}
