/// What one step trains: positives, and the negatives drawn once for all of them.
///
/// It belongs to one worker, which fills one chunk while it computes another.
final class TrainingChunk {
  let pairs: PositivePairs
  /// The shared negatives; one may be drawn twice.
  let negatives: UnsafeMutableBufferPointer<Int32>

  /// Makes room for so many rows and columns of pairs and so many negatives.
  init(rows: Int, columns: Int, negatives count: Int) {
    pairs = PositivePairs(rows: rows, columns: columns)
    negatives = .allocate(capacity: count)
    negatives.initialize(repeating: 0)
  }

  deinit { negatives.deallocate() }

  /// The scores that a step computes: for the positives and of every row with every negative.
  var scoreCount: Int { pairs.scoreCount + pairs.rowCount * negatives.count }
}
