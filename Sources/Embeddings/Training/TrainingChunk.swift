/// What one step trains: positives, and the negatives drawn once for all of them.
///
/// It belongs to one worker, which fills one chunk while it computes another.
final class TrainingChunk {
  let pairs: PositivePairs
  /// The shared negatives; one may be drawn twice.
  private(set) var negatives: UnsafeMutableBufferPointer<Int32>

  private let room: UnsafeMutableBufferPointer<Int32>
  /// As many as short lists need, and by how much fewer longer ones take than their negatives weigh: measured, on lists of
  /// 13, 17 and 93 tracks (`design/0001-training.md`).
  private static let fewestNegatives = 16

  /// Makes room for so many rows and columns of pairs and so many negatives.
  init(rows: Int, columns: Int, negatives count: Int) {
    pairs = PositivePairs(rows: rows, columns: columns)
    room = .allocate(capacity: count)
    room.initialize(repeating: 0)
    negatives = room
  }

  deinit { room.deallocate() }

  /// Takes 16 negatives, or as many as those of a row weigh in the mean less 16, within what there is room for.
  ///
  /// - Parameter negativesPerPositive: As how many a row's negatives weigh for each of its positives. More negatives than that
  ///   cost time and better nothing, fewer make long playlists' rows noisy.
  func fitNegatives(negativesPerPositive: Int) {
    let weight = negativesPerPositive * pairs.pairCount / max(1, pairs.rowCount)
    let count = max(Self.fewestNegatives, (weight - Self.fewestNegatives + 7) / 8 * 8)
    negatives = UnsafeMutableBufferPointer(rebasing: room[..<min(room.count, count)])
  }

  /// The scores that a step computes: for the positives and of every row with every negative.
  var scoreCount: Int { pairs.scoreCount + pairs.rowCount * negatives.count }
}
