/// Exact search by scoring rows one after the other, four at a time.
struct RowScan<Rows: ScoredRows> {
  let rows: Rows
  let count: Int

  /// The rows asked for ahead of the four being scored.
  private static var lookahead: Int { 8 }
  /// Rows between two looks at what the scan may cost.
  private static var block: Int { 4096 }

  /// Scores all rows.
  func scan(_ query: Rows.Query, into best: inout some Collector, meter: inout SearchMeter) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4) { four in
      guard let nodes = four.baseAddress else { return }
      for start in stride(from: 0, to: count, by: Self.block) where !meter.isCut {
        let end = min(start + Self.block, count)
        var row = start
        while row + 4 <= end {
          for lane in 0..<4 { nodes[lane] = UInt32(truncatingIfNeeded: row &+ lane) }
          best.meet(rows.score(query, four: nodes), nodes)
          row += 4
        }
        while row < end {
          best.meet(Candidate(score: rows.score(query, UInt32(row)), node: UInt32(row)))
          row += 1
        }
        meter.add(computed: end - start)
      }
    }
  }

  /// Scores the named rows.
  func scan(
    _ query: Rows.Query, only named: UnsafeBufferPointer<UInt32>, into best: inout some Collector,
    meter: inout SearchMeter
  ) {
    guard let nodes = named.baseAddress else { return }
    for ahead in named.prefix(Self.lookahead) { rows.prefetch(ahead) }
    for start in stride(from: 0, to: named.count, by: Self.block) where !meter.isCut {
      let end = min(start + Self.block, named.count)
      var position = start
      while position + 4 <= end {
        let ahead = min(position + Self.lookahead, named.count)
        for ahead in ahead..<min(ahead + 4, named.count) { rows.prefetch(nodes[ahead]) }
        best.meet(rows.score(query, four: nodes + position), nodes + position)
        position += 4
      }
      for row in named[position..<end] { best.meet(Candidate(score: rows.score(query, row), node: row)) }
      meter.add(computed: end - start)
    }
  }
}
