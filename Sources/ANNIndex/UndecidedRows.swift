/// Collects, in a scan of rounded rows, those that may be among the nearest in truth: scored exactly after that, they give
/// the same answer as a scan of the rows themselves, from a quarter of the memory.
///
/// Whoever might reach the `wanted`-th best of the scores less their errors (``RoundingError``) stays undecided.
struct UndecidedRows: Collector {
  private let rows: QuantizedRows<Int8>
  private let wanted: Int
  private let bound: RoundingError
  private var surest: TopCandidates
  private var met: [Candidate] = []

  /// - Parameters:
  ///   - bound: how far scores may be off.
  ///   - wanted: how many nearest rows are wanted, at least 1.
  init(_ rows: QuantizedRows<Int8>, bound: RoundingError, wanted: Int) {
    self.rows = rows
    self.wanted = wanted
    self.bound = bound
    surest = TopCandidates(wanted)
  }

  @inline(__always) mutating func meet(_ candidate: Candidate) {
    let error = error(candidate.node)
    guard candidate.score + error >= surest.barScore else { return }
    take(candidate, error)
  }

  @inline(__always) mutating func meet(_ scores: SIMD4<Float>, _ nodes: UnsafePointer<UInt32>) {
    let steps = SIMD4(
      rows.scale(of: nodes[0]), rows.scale(of: nodes[1]), rows.scale(of: nodes[2]), rows.scale(of: nodes[3]))
    guard any(scores + bound.perStep * steps .>= surest.barScore - bound.query) else { return }
    for lane in 0..<4 { meet(Candidate(score: scores[lane], node: nodes[lane])) }
  }

  @inline(never) private mutating func take(_ candidate: Candidate, _ error: Float) {
    met.append(candidate)
    surest.insert(Candidate(score: candidate.score - error, node: candidate.node))
  }

  /// How much the score of a row may be off.
  @inline(__always) private func error(_ node: UInt32) -> Float { bound.query + bound.perStep * rows.scale(of: node) }

  /// The nodes that may be among the nearest.
  consuming func nodes() -> [UInt32] {
    let best = surest.sorted()
    guard best.count >= wanted, let last = best.last else { return met.map(\.node) }
    let met = met
    return met.filter { $0.score + error($0.node) >= last.score }.map(\.node)
  }
}

/// How far the score of a rounded row may be from that of the row itself, by no chance but for sure.
///
/// A value is rounded by half a step at most, so a rounded row of `d` values is off by at most half a step times the root of
/// `d`; how much the query is off is known. By the inequality of Cauchy and Schwarz, a score of two unit rows is then off by
/// no more than the sum of both.
struct RoundingError {
  /// For any row.
  var query: Float
  /// The same, times the size of the row's steps, comes to that.
  var perStep: Float

  init(query: Float, perStep: Float) { (self.query, self.perStep) = (query, perStep) }

  /// - Parameter values: the query, of length 1, before it was rounded.
  init(of query: QuantizedRows<Int8>.Query, from values: UnsafeBufferPointer<Float>) {
    let dimension = Float(values.count)
    var squares: Float = 0
    for position in values.indices {
      let error = values[position] - query.scale * Float(query.codes[position])
      squares += error * error
    }
    let error = squares.squareRoot() * 1.001
    // The last term is for the roundings of the sums themselves.
    self.query = error + (dimension + 8) * 0x1p-22
    perStep = 0.501 * dimension.squareRoot() * (1 + error)
  }
}
