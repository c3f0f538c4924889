/// The negatives that all rows of a chunk share: one dense block.
extension NegativeSamplingStep {
  /// Sets the gradients of the inputs and of the negatives.
  ///
  /// - Returns: The loss of the negatives when it was asked for, else 0.
  func setNegatives(of chunk: TrainingChunk, measuringLoss: Bool) -> Double {
    let (pairs, count) = (chunk.pairs, chunk.negatives.count)
    let width = VectorMath.stride(for: count)
    negativeProducts.mirror(negativeRows, columns: count)
    negativeProducts.scores(inputs, negativeRows, rows: pairs.rowCount, columns: count, into: scores)
    // A score so low that loss and slope vanish takes a negative out for a row.
    forEachCollision(in: chunk) { row, negative in scores[row * width + negative] = -.greatestFiniteMagnitude }
    let share = Float(negativesPerPositive) / Float(count)
    var loss = 0.0
    if measuringLoss {
      for row in 0..<pairs.rowCount {
        let softplus = math.softplusSum(scores + row * width, count: count, slope: 1)
        loss += Double(pairs.totalWeight[row] * share) * Double(softplus)
      }
    }
    math.scaledSigmoid(
      scores, stride: width, rows: pairs.rowCount, columns: count, slope: 1, weights: pairs.totalWeight,
      factor: -share)
    negativeProducts.rowGradients(
      scores, negativeRows, rows: pairs.rowCount, columns: count, into: inputGradients, adding: false)
    negativeProducts.columnGradients(
      scores, inputs, rows: pairs.rowCount, columns: count, into: negativeGradients)
    return loss
  }

  /// Calls `body` with every row and every index of a negative that is a positive of that row; some twice.
  @inline(__always)
  private func forEachCollision(in chunk: TrainingChunk, _ body: (_ row: Int, _ negative: Int) -> Void) {
    let (pairs, negatives) = (chunk.pairs, chunk.negatives)
    for track in negatives { drawn.insert(track) }
    defer { for track in negatives { drawn.remove(track) } }
    for block in pairs.blocks {
      for column in block.columns where drawn.mayContain(pairs.columnTracks[column]) {
        let track = pairs.columnTracks[column]
        for negative in negatives.indices where negatives[negative] == track {
          for row in block.rows
          where pairs.lower[row] <= column && column < pairs.upper[row] && pairs.rowTracks[row] != track {
            body(row, negative)
          }
        }
      }
    }
  }
}
