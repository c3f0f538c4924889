/// The positives of a chunk: the occurrences that one step trains together, and which of them are positives of which.
///
/// A row is an occurrence whose pairs are trained, a column one that may be a positive of rows. Playlists stand one
/// after the other, and a pair never crosses their border. The positives of row p are the columns
/// `lower[p]..<upper[p]` but for those of p's own track: a track is no pair with itself.
/// The container belongs to one worker and is filled again for every chunk.
final class PositivePairs {
  /// A run of rows with the columns among which their positives are.
  struct Block {
    let rows: Range<Int>
    let columns: Range<Int>
    let shape: Shape
  }

  enum Shape {
    /// A whole playlist: row and column n are the same occurrence, and all columns are positives of all rows but for
    /// equal tracks. `hasRepeats` says whether some track stands twice.
    case whole(hasRepeats: Bool)
    /// A stretch of a playlist with a window: each row has a reach of its own, up to `reach` columns to either side.
    case band(reach: Int)
  }

  /// The rows in use.
  private(set) var rowCount = 0
  /// The columns in use.
  private(set) var columnCount = 0
  /// The pairs: every one is a row with a column of another track.
  private(set) var pairCount = 0
  /// The scores that a step computes for them: all of a whole playlist's block, in a band the pairs alone.
  private(set) var scoreCount = 0
  /// Runs of rows, in order; every row is in one.
  private(set) var blocks: [Block] = []

  /// The track of each row.
  let rowTracks: UnsafeMutablePointer<Int32>
  /// The track of each column.
  let columnTracks: UnsafeMutablePointer<Int32>
  /// The first column of each row's reach.
  let lower: UnsafeMutablePointer<Int32>
  /// The column after the last of each row's reach.
  let upper: UnsafeMutablePointer<Int32>
  /// The weight of one pair of each row; 0 for a row that has none.
  let pairWeight: UnsafeMutablePointer<Float>
  /// The weight of all pairs of each row, by which its negatives weigh.
  let totalWeight: UnsafeMutablePointer<Float>

  private let rowCapacity, columnCapacity: Int
  private let seen = TrackFilter()

  /// Makes room for so many rows and columns.
  init(rows: Int, columns: Int) {
    rowCapacity = rows
    columnCapacity = columns
    rowTracks = .allocate(capacity: rows)
    columnTracks = .allocate(capacity: columns)
    lower = .allocate(capacity: rows)
    upper = .allocate(capacity: rows)
    pairWeight = .allocate(capacity: rows)
    totalWeight = .allocate(capacity: rows)
    blocks.reserveCapacity(rows)
  }

  deinit {
    rowTracks.deallocate()
    columnTracks.deallocate()
    lower.deallocate()
    upper.deallocate()
    pairWeight.deallocate()
    totalWeight.deallocate()
  }

  /// Empties the chunk.
  func removeAll() {
    rowCount = 0
    columnCount = 0
    pairCount = 0
    scoreCount = 0
    blocks.removeAll(keepingCapacity: true)
  }

  /// Calls `body` with row, column and weight of every pair: the definition that the fast step must agree with.
  func forEachPair(_ body: (_ row: Int, _ column: Int, _ weight: Float) -> Void) {
    for row in 0..<rowCount {
      for column in Int(lower[row])..<Int(upper[row]) where columnTracks[column] != rowTracks[row] {
        body(row, column, pairWeight[row])
      }
    }
  }

  /// Whether `track` is a positive of `row`.
  func isPositive(_ track: Int32, ofRow row: Int) -> Bool {
    track != rowTracks[row] && (lower[row]..<upper[row]).contains { columnTracks[Int($0)] == track }
  }

  /// The weight of all pairs.
  var weight: Double { (0..<rowCount).reduce(0) { $0 + Double(totalWeight[$1]) } }
}

// MARK: - Whole playlists

extension PositivePairs {
  /// Adds a playlist, or the part of it that was dealt to one group, whose tracks are all positives of each other.
  ///
  /// - Parameters:
  ///   - list: At least two tracks, for which there is room.
  ///   - rowWeight: The weight of all pairs of a row.
  func append(_ list: UnsafeBufferPointer<Int32>, rowWeight: Float) {
    let (rows, columns) = append(rowsOf: list, columns: list)
    let hasRepeats = self.hasRepeats(list)
    let weight = rowWeight / Float(list.count - 1)
    for row in rows {
      lower[row] = Int32(columns.lowerBound)
      upper[row] = Int32(columns.upperBound)
      setWeights(ofRow: row, pairWeight: weight, positives: hasRepeats ? positives(ofRow: row) : list.count - 1)
    }
    scoreCount += list.count * list.count
    blocks.append(Block(rows: rows, columns: columns, shape: .whole(hasRepeats: hasRepeats)))
  }

  /// Whether a track stands in a list twice.
  private func hasRepeats(_ list: UnsafeBufferPointer<Int32>) -> Bool {
    defer { for track in list { seen.remove(track) } }
    for (place, track) in list.enumerated() {
      if seen.mayContain(track), list[..<place].contains(track) { return true }
      seen.insert(track)
    }
    return false
  }
}

// MARK: - Windows

extension PositivePairs {
  /// Adds a stretch of a playlist whose tracks are positives of each other within a reach drawn for each row.
  ///
  /// - Parameters:
  ///   - playlist: At least two tracks.
  ///   - stretch: The places whose pairs are added, for which there is room; their neighbours are only columns.
  ///   - reach: The widest reach, at least 1.
  ///   - weight: The weight of a row's pairs by their number.
  ///   - random: Where the reaches come from.
  func append(
    _ stretch: Range<Int>, of playlist: UnsafeBufferPointer<Int32>, reach: Int, weight: PairWeight,
    random: inout RandomSource
  ) {
    let near = max(0, stretch.lowerBound - reach)..<min(playlist.count, stretch.upperBound + reach)
    let (rows, columns) = append(
      rowsOf: UnsafeBufferPointer(rebasing: playlist[stretch]),
      columns: UnsafeBufferPointer(rebasing: playlist[near]))
    var column = columns.lowerBound + stretch.lowerBound - near.lowerBound
    let before = pairCount
    for row in rows {
      let drawn = 1 + random.below(reach)
      lower[row] = Int32(max(columns.lowerBound, column - drawn))
      upper[row] = Int32(min(columns.upperBound, column + drawn + 1))
      // The weight of a pair goes by the places in reach; equal tracks then take theirs with them.
      let places = Int(upper[row] - lower[row]) - 1
      let pairWeight = places > 0 ? weight.total(positives: places) / Float(places) : 0
      setWeights(ofRow: row, pairWeight: pairWeight, positives: positives(ofRow: row))
      column += 1
    }
    scoreCount += pairCount - before
    blocks.append(Block(rows: rows, columns: columns, shape: .band(reach: reach)))
  }
}

// MARK: - Rows

extension PositivePairs {
  private func append(
    rowsOf list: UnsafeBufferPointer<Int32>, columns near: UnsafeBufferPointer<Int32>
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    precondition(
      near.count >= 2 && rowCount + list.count <= rowCapacity && columnCount + near.count <= columnCapacity,
      "a chunk takes two tracks or more and has room")
    (rowTracks + rowCount).update(from: list.baseAddress!, count: list.count)
    (columnTracks + columnCount).update(from: near.baseAddress!, count: near.count)
    defer {
      rowCount += list.count
      columnCount += near.count
    }
    return (rowCount..<rowCount + list.count, columnCount..<columnCount + near.count)
  }

  private func positives(ofRow row: Int) -> Int {
    let track = rowTracks[row]
    var count = 0
    for column in Int(lower[row])..<Int(upper[row]) where columnTracks[column] != track { count += 1 }
    return count
  }

  private func setWeights(ofRow row: Int, pairWeight weight: Float, positives: Int) {
    pairCount += positives
    pairWeight[row] = weight
    totalWeight[row] = weight * Float(positives)
  }
}
