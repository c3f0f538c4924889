/// Collects, in a scan of rounded rows, those that may be among the nearest in truth: scored exactly after that, they give
/// the same answer as a scan of the rows themselves, from a quarter of the memory.
///
/// A value is rounded by half a step at most, so a rounded row of `d` values is off by at most half a step times the root of
/// `d`. By the inequality of Cauchy and Schwarz, a score of two unit rows is then off by no more than the sum of both. Whoever
/// might reach the `wanted`-th best of the scores less their errors stays undecided.
struct UndecidedRows: Collector {
  private let rows: QuantizedRows<Int8>
  private let queryScale: Float
  /// Half the root of the dimension, and a little for the roundings of the sums themselves.
  private let reach: Float
  private let queryError: Float
  private let wanted: Int
  private var surest: TopCandidates
  private var nodeScores: [Candidate] = []

  /// - Parameter wanted: how many nearest rows are wanted, at least 1.
  init(_ rows: QuantizedRows<Int8>, _ query: QuantizedRows<Int8>.Query, wanted: Int, dimension: Int) {
    self.rows = rows
    self.wanted = wanted
    queryScale = query.scale
    reach = 0.501 * Float(dimension).squareRoot()
    queryError = reach * query.scale + Float(dimension + 8) * 0x1p-22
    surest = TopCandidates(wanted)
  }

  @inline(__always) mutating func meet(_ candidate: Candidate) {
    let error = error(candidate.node)
    guard candidate.score + error >= surest.barScore else { return }
    take(candidate, error)
  }

  @inline(never) private mutating func take(_ candidate: Candidate, _ error: Float) {
    nodeScores.append(candidate)
    surest.insert(Candidate(score: candidate.score - error, node: candidate.node))
  }

  /// How much the score of a row may be off.
  @inline(__always) private func error(_ node: UInt32) -> Float {
    queryError + reach * rows.scale(of: node) * (1 + reach * queryScale)
  }

  /// The nodes that may be among the nearest.
  consuming func nodes() -> [UInt32] {
    let best = surest.sorted()
    guard best.count >= wanted, let last = best.last else { return nodeScores.map(\.node) }
    let scores = nodeScores
    return scores.filter { $0.score + error($0.node) >= last.score }.map(\.node)
  }
}
