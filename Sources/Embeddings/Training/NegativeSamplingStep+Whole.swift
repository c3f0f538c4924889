/// The pairs of a whole playlist: a dense block of which only the diagonal is no pair.
extension NegativeSamplingStep {
  /// Adds to the gradients of a block's inputs and sets those of its contexts.
  ///
  /// - Returns: The loss of its pairs when it was asked for, else 0.
  func addWhole(
    _ block: PositivePairs.Block, hasRepeats: Bool, _ pairs: PositivePairs, measuringLoss: Bool
  ) -> Double {
    let count = block.rows.count
    let (firstRow, firstColumn) = (block.rows.lowerBound * stride, block.columns.lowerBound * stride)
    let width = VectorMath.stride(for: count)
    wholeProducts.mirror(contexts + firstColumn, columns: count)
    wholeProducts.scores(inputs + firstRow, contexts + firstColumn, rows: count, columns: count, into: scores)
    let loss = measuringLoss ? wholeLoss(block, pairs) : 0
    math.scaledSigmoid(
      scores, stride: width, rows: count, columns: count, slope: -1,
      weights: pairs.pairWeight + block.rows.lowerBound)
    if hasRepeats {
      let tracks = pairs.columnTracks + block.columns.lowerBound
      for row in 0..<count {
        for column in 0..<count where tracks[column] == tracks[row] { scores[row * width + column] = 0 }
      }
    } else {
      for place in 0..<count { scores[place * width + place] = 0 }
    }
    wholeProducts.rowGradients(
      scores, contexts + firstColumn, rows: count, columns: count, into: inputGradients + firstRow, adding: true)
    wholeProducts.columnGradients(
      scores, inputs + firstRow, rows: count, columns: count, into: contextGradients + firstColumn)
    return loss
  }

  private func wholeLoss(_ block: PositivePairs.Block, _ pairs: PositivePairs) -> Double {
    let (count, width) = (block.rows.count, VectorMath.stride(for: block.rows.count))
    let tracks = pairs.columnTracks + block.columns.lowerBound
    var loss = 0.0
    for place in 0..<count {
      let line = scores + place * width
      var rowLoss = Double(math.softplusSum(line, count: count, slope: -1))
      for column in 0..<count where tracks[column] == tracks[place] {
        rowLoss -= Double(math.softplusSum(line + column, count: 1, slope: -1))
      }
      loss += Double(pairs.pairWeight[block.rows.lowerBound + place]) * rowLoss
    }
    return loss
  }
}
