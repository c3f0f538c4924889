/// A chunk: the occurrences that one step trains together, and which of them are positives of which.
///
/// Playlists stand one after the other, and a pair never crosses their border. The positives of row p are the rows
/// `lower[p]..<upper[p]` but for p itself and for other occurrences of p's track: a track is no pair with itself.
/// The container belongs to one worker and is filled again for every chunk.
final class PositivePairs {
  /// A run of rows whose positives lie in one run of columns: one dense product.
  struct Block {
    let rows: Range<Int>
    let columns: Range<Int>
    /// Whether some track stands twice in the playlist, so that equal tracks must be looked for.
    let hasRepeats: Bool
  }

  /// How many rows there is room for.
  let capacity: Int
  /// The rows in use.
  private(set) var count = 0
  /// How many positive pairs there are.
  private(set) var pairCount = 0
  /// The dense products of this chunk; rows that stand in none are only columns.
  private(set) var blocks: [Block] = []

  /// The track of each row.
  let tracks: UnsafeMutablePointer<Int32>
  /// The first positive of each row.
  let lower: UnsafeMutablePointer<Int32>
  /// The row after the last positive of each row.
  let upper: UnsafeMutablePointer<Int32>
  /// The weight of one pair of each row; 0 for a row that has none.
  let pairWeight: UnsafeMutablePointer<Float>
  /// The weight of all pairs of each row, by which its negatives weigh.
  let totalWeight: UnsafeMutablePointer<Float>

  private let seen = TrackFilter()

  init(capacity: Int) {
    self.capacity = capacity
    tracks = .allocate(capacity: capacity)
    lower = .allocate(capacity: capacity)
    upper = .allocate(capacity: capacity)
    pairWeight = .allocate(capacity: capacity)
    totalWeight = .allocate(capacity: capacity)
  }

  deinit {
    tracks.deallocate()
    lower.deallocate()
    upper.deallocate()
    pairWeight.deallocate()
    totalWeight.deallocate()
  }

  /// Empties the chunk.
  func removeAll() {
    count = 0
    pairCount = 0
    blocks.removeAll(keepingCapacity: true)
  }

  /// Adds a playlist, or the part of it that was dealt to one group, whose tracks are all positives of each other.
  ///
  /// - Parameters:
  ///   - list: At least two tracks, for which there is room.
  ///   - rowWeight: The weight of all pairs of a row.
  func append(_ list: UnsafeBufferPointer<Int32>, rowWeight: Float) {
    let rows = appendTracks(list)
    let hasRepeats = self.hasRepeats(list)
    for row in rows {
      lower[row] = Int32(rows.lowerBound)
      upper[row] = Int32(rows.upperBound)
    }
    let pairWeight = rowWeight / Float(list.count - 1)
    for row in rows { setWeights(ofRow: row, pairWeight: pairWeight, hasRepeats: hasRepeats) }
    blocks.append(Block(rows: rows, columns: rows, hasRepeats: hasRepeats))
  }

  /// Adds a stretch of a playlist whose tracks are positives of each other within a reach drawn for each row.
  ///
  /// - Parameters:
  ///   - list: At least two tracks, for which there is room.
  ///   - centers: The places in `list` whose pairs belong to this stretch; the others are only columns.
  ///   - reach: The widest reach, at least 1.
  ///   - weight: The weight of a row's pairs by their number.
  ///   - random: Where the reaches come from.
  func append(
    _ list: UnsafeBufferPointer<Int32>, centers: Range<Int>, reach: Int, weight: PairWeight,
    random: inout RandomSource
  ) {
    let rows = appendTracks(list)
    let hasRepeats = self.hasRepeats(list)
    for row in rows {
      guard centers.contains(row - rows.lowerBound) else {
        lower[row] = Int32(row)
        upper[row] = Int32(row)
        setWeights(ofRow: row, pairWeight: 0, hasRepeats: false)
        continue
      }
      let drawn = 1 + random.below(reach)
      lower[row] = Int32(max(rows.lowerBound, row - drawn))
      upper[row] = Int32(min(rows.upperBound, row + drawn + 1))
      let positives = Int(upper[row] - lower[row]) - 1
      setWeights(
        ofRow: row, pairWeight: positives > 0 ? weight.total(positives: positives) / Float(positives) : 0,
        hasRepeats: hasRepeats)
    }
    let height = Self.blockHeight(reach: reach)
    for start in stride(
      from: rows.lowerBound + centers.lowerBound, to: rows.lowerBound + centers.upperBound, by: height)
    {
      let end = min(start + height, rows.lowerBound + centers.upperBound)
      blocks.append(
        Block(
          rows: start..<end, columns: max(rows.lowerBound, start - reach)..<min(rows.upperBound, end + reach),
          hasRepeats: hasRepeats))
    }
  }

  /// Calls `body` with row, column and weight of every pair: the definition that the fast step must agree with.
  func forEachPair(_ body: (_ row: Int, _ column: Int, _ weight: Float) -> Void) {
    for row in blocks.lazy.flatMap(\.rows) {
      for column in Int(lower[row])..<Int(upper[row]) where tracks[column] != tracks[row] {
        body(row, column, pairWeight[row])
      }
    }
  }

  /// Whether `track` is a positive of `row`.
  func isPositive(_ track: Int32, ofRow row: Int) -> Bool {
    track != tracks[row] && (lower[row]..<upper[row]).contains { tracks[Int($0)] == track }
  }

  /// The height of the blocks a band is cut into: about half its width, so that half of a product is useful. Blocks
  /// under 16 would cost more in calls than they save in work, and over 256 too much room.
  static func blockHeight(reach: Int) -> Int { min(max(16, reach), 256) }

  /// Whether a track stands in a list twice.
  private func hasRepeats(_ list: UnsafeBufferPointer<Int32>) -> Bool {
    defer { for track in list { seen.remove(track) } }
    for (place, track) in list.enumerated() {
      if seen.mayContain(track), list[..<place].contains(track) { return true }
      seen.insert(track)
    }
    return false
  }

  private func appendTracks(_ list: UnsafeBufferPointer<Int32>) -> Range<Int> {
    precondition(list.count >= 2 && count + list.count <= capacity, "a chunk takes two tracks or more and has room")
    (tracks + count).update(from: list.baseAddress!, count: list.count)
    defer { count += list.count }
    return count..<count + list.count
  }

  private func setWeights(ofRow row: Int, pairWeight weight: Float, hasRepeats: Bool) {
    var positives = Int(upper[row] - lower[row]) - 1
    if hasRepeats {
      positives = (lower[row]..<upper[row]).reduce(0) { tracks[Int($1)] == tracks[row] ? $0 : $0 + 1 }
    }
    pairCount += max(0, positives)
    pairWeight[row] = weight
    totalWeight[row] = weight * Float(max(0, positives))
  }
}
