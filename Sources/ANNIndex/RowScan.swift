/// Exact search by scoring rows one after the other, four at a time.
struct RowScan {
  let rows: VectorRows
  let scorer: RowScorer

  /// The rows asked for ahead of the four being scored.
  private static let lookahead = 8

  /// Scores all rows.
  func scan(_ query: UnsafePointer<Float>, into best: inout TopCandidates) {
    let count = rows.count
    var row = 0
    while row + 4 <= count {
      let scores = scorer.score(query, rows[row], rows[row + 1], rows[row + 2], rows[row + 3])
      for lane in 0..<4 { best.insert(Candidate(score: scores[lane], node: UInt32(truncatingIfNeeded: row + lane))) }
      row += 4
    }
    while row < count {
      best.insert(Candidate(score: scorer.score(query, rows[row]), node: UInt32(truncatingIfNeeded: row)))
      row += 1
    }
  }

  /// Scores the named rows.
  func scan(_ query: UnsafePointer<Float>, only named: UnsafeBufferPointer<UInt32>, into best: inout TopCandidates) {
    var position = 0
    for ahead in named.prefix(Self.lookahead) { prefetch(rows[Int(ahead)], count: rows.dimension) }
    while position + 4 <= named.count {
      let start = min(position + Self.lookahead, named.count)
      for ahead in start..<min(start + 4, named.count) {
        prefetch(rows[Int(named[ahead])], count: rows.dimension)
      }
      let four = (named[position], named[position + 1], named[position + 2], named[position + 3])
      let scores = scorer.score(query, rows[Int(four.0)], rows[Int(four.1)], rows[Int(four.2)], rows[Int(four.3)])
      best.insert(Candidate(score: scores[0], node: four.0))
      best.insert(Candidate(score: scores[1], node: four.1))
      best.insert(Candidate(score: scores[2], node: four.2))
      best.insert(Candidate(score: scores[3], node: four.3))
      position += 4
    }
    for row in named[position...] { best.insert(Candidate(score: scorer.score(query, rows[Int(row)]), node: row)) }
  }
}
