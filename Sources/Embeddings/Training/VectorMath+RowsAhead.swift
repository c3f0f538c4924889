import CVectorKernels

/// The rows of the next chunk, sent for a few at a time while the present one is computed.
///
/// A core waits for memory in some two dozen places at once. Rows asked for in one go fill them, and the core stands
/// still; asked for between two pieces of arithmetic they come for nothing. Products send for some after every tile.
struct RowsAhead {
  private let rows: UnsafeMutablePointer<UnsafePointer<Float>>
  private let tableStride: Int
  /// The rows that are still to be sent for.
  let waiting: UnsafeMutablePointer<w2v_rows_ahead>

  /// About as many cache lines as a core can wait for at once: what is sent for after one tile.
  private static let linesPerTile = 20

  /// Makes room for so many rows.
  init(capacity: Int, tableStride: Int) {
    rows = .allocate(capacity: capacity)
    self.tableStride = tableStride
    waiting = .allocate(capacity: 1)
    let lines = tableStride / VectorMath.padding
    waiting.initialize(
      to: w2v_rows_ahead(next: rows, count: 0, stride: tableStride, per_tile: max(1, Self.linesPerTile / lines)))
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
      for index in 0..<added { rows[count + index] = UnsafePointer(table.rows + Int(tracks[index]) * tableStride) }
      count += added
    }
    add(chunk.pairs.rowTracks, count: chunk.pairs.rowCount, of: weights.input)
    add(chunk.pairs.columnTracks, count: chunk.pairs.columnCount, of: weights.context)
    add(chunk.negatives.baseAddress!, count: chunk.negatives.count, of: weights.context)
    waiting.pointee.next = UnsafePointer(rows)
    waiting.pointee.count = count
  }

  /// Sends for the next rows, at most so many.
  @inline(__always)
  func send(for limit: Int = .max) {
    if waiting.pointee.count > 0 { w2v_send_for_rows(waiting, limit) }
  }
}
