#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Draws tracks with probability proportional to count^power, in constant time.
///
/// Walker's alias method (Walker, 1977; built as by Vose, 1991): a column of equal width for each track, filled by
/// the track itself and at most one other. Eight bytes a track, so the table of a large vocabulary stays in cache,
/// where word2vec's table of 10^8 entries misses at every draw.
struct NegativeSampler: Sendable {
  private struct Column {
    /// The share of the column that is the track's own, in units of 2^-32.
    var own: UInt32
    /// The track that fills the rest.
    var other: Int32
  }

  private let columns: [Column]

  /// Builds a sampler over tracks `0..<counts.count`, of which there is at least one, each counted at least once.
  ///
  /// - Complexity: O(`counts.count`).
  init(counts: [Int], power: Double) {
    precondition(!counts.isEmpty, "there must be a track to draw")
    let weights = counts.map { pow(Double($0), power) }
    let scale = Double(counts.count) / weights.reduce(0, +)
    // What is left of each track's probability, in columns.
    var rest = weights.map { $0 * scale }
    var columns = counts.indices.map { Column(own: .max, other: Int32($0)) }
    var small = rest.indices.filter { rest[$0] < 1 }
    var large = rest.indices.filter { rest[$0] >= 1 }
    while let poor = small.popLast(), let rich = large.last {
      columns[poor] = Column(own: UInt32(min(rest[poor] * 0x1p32, 0x1p32 - 1)), other: Int32(rich))
      rest[rich] -= 1 - rest[poor]
      if rest[rich] < 1 {
        large.removeLast()
        small.append(rich)
      }
    }
    self.columns = columns
  }

  /// Draws one track: the high half of one random number picks the column, the low half the side.
  @inline(__always)
  func draw(_ random: inout RandomSource) -> Int32 {
    let bits = random.next()
    let column = Int(truncatingIfNeeded: ((bits >> 32) &* UInt64(columns.count)) >> 32)
    let entry = columns[column]
    return UInt32(truncatingIfNeeded: bits) <= entry.own ? Int32(truncatingIfNeeded: column) : entry.other
  }

  /// Fills a run with draws.
  func draw(_ random: inout RandomSource, into tracks: UnsafeMutableBufferPointer<Int32>) {
    for index in tracks.indices { tracks[index] = draw(&random) }
  }
}
