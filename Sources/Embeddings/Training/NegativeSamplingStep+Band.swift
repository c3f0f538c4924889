/// The pairs of a window: a band along the diagonal, computed pair by pair.
///
/// A window that shrinks to an even share uses half of its band, and the dense blocks that would cover the band are
/// half empty beside it: three or more scores for each that counts. So the pairs of a row are listed, their contexts
/// scored eight at a time, and both gradients taken in one pass over them.
extension NegativeSamplingStep {
  /// Scores that are computed before their slopes are taken; one row of a wide window may have more.
  private static let usualBandCapacity = 1024

  /// Room for the scores of one row of a band with so many pairs, or of several rows with fewer.
  static func bandCapacity(widest: Int) -> Int { max(usualBandCapacity, VectorMath.padded(widest)) }

  /// Adds to the gradients of a block's inputs and sets those of its contexts.
  ///
  /// - Returns: The loss of its pairs when it was asked for, else 0.
  func addBand(_ block: PositivePairs.Block, reach: Int, _ pairs: PositivePairs, measuringLoss: Bool) -> Double {
    (contextGradients + block.columns.lowerBound * stride).update(repeating: 0, count: block.columns.count * stride)
    let width = VectorMath.padded(min(2 * reach, block.columns.count - 1))
    let height = max(1, Self.usualBandCapacity / width)
    var loss = 0.0
    for start in Swift.stride(from: block.rows.lowerBound, to: block.rows.upperBound, by: height) {
      let rows = start..<min(start + height, block.rows.upperBound)
      for row in rows { score(row, pairs, line: row - start, width: width) }
      if measuringLoss {
        for row in rows {
          let line = row - start
          let softplus = math.softplusSum(scores + line * width, count: bandCounts[line], slope: -1)
          loss += Double(pairs.pairWeight[row]) * Double(softplus)
        }
      }
      math.scaledSigmoid(
        scores, stride: width, rows: rows.count, columns: width, slope: -1, weights: pairs.pairWeight + start)
      for row in rows {
        let line = row - start
        math.bandGradients(
          inputs + row * stride, contexts, inputGradient: inputGradients + row * stride,
          contextGradients: contextGradients, offsets: bandOffsets + line * width, slopes: scores + line * width,
          count: bandCounts[line], dimension: dimension)
        ahead.send(for: 2)
      }
    }
    return loss
  }

  /// Lists the pairs of a row and scores them.
  @inline(__always)
  private func score(_ row: Int, _ pairs: PositivePairs, line: Int, width: Int) {
    let offsets = bandOffsets + line &* width
    let (columnTracks, track) = (pairs.columnTracks, pairs.rowTracks[row])
    var count = 0
    for column in Int(pairs.lower[row])..<Int(pairs.upper[row]) where columnTracks[column] != track {
      offsets[count] = column &* stride
      count &+= 1
    }
    bandCounts[line] = count
    math.bandScores(
      inputs + row &* stride, contexts, offsets: offsets, count: count, dimension: dimension,
      into: scores + line &* width)
    ahead.send(for: 1)
  }
}
