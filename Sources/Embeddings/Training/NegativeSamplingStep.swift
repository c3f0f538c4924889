/// One step of skip-gram with negative sampling over a chunk, as matrix products.
///
/// With input rows x, context rows c and negatives' context rows n the step descends
///
///     L = Σ over pairs (p, q)  w(p) softplus(-x(p)·c(q))  +  Σ over rows p, negatives k  v(p) softplus(x(p)·n(k))
///
/// where w is the pair's weight and v(p) = (weight of p's pairs) x negatives / K: the K negatives, drawn once for
/// the chunk, stand for as many of each row's own, and the expected gradient is that of classic negative sampling
/// (Mikolov et al., 2013). A negative that is a positive of a row is left out for that row.
///
/// Scores come from one product for a playlist and one for the negatives, both gradients from two more each; the
/// sigmoid works in place on the scores. Sharing negatives means few random rows: (rows + K) instead of rows x
/// negatives (Ji et al., 2016, share them within a window). The plain version stands in `NegativeSamplingStep+Reference.swift`.
///
/// The class holds one worker's buffers.
final class NegativeSamplingStep {
  let dimension: Int
  /// How many negatives weigh in for each positive.
  let negativesPerPositive: Int
  /// Distinct draws for a chunk, K.
  let negativeCount: Int
  /// The negatives of this chunk, `negativeCount` of them.
  let negatives: UnsafeMutableBufferPointer<Int32>

  // Row-major, rows x dimension; the gradients point uphill (towards less loss).
  let inputs, contexts, negativeRows: UnsafeMutablePointer<Float>
  let inputGradients, contextGradients, negativeGradients: UnsafeMutablePointer<Float>
  /// Scores of one product, then the loss's slope in each.
  private let scores: UnsafeMutablePointer<Float>
  private let drawn = TrackFilter()
  private let math: VectorMath

  /// Makes buffers for chunks of up to `capacity` rows, no product of whose blocks has more than `scoreCapacity` scores.
  init(
    capacity: Int, scoreCapacity: Int, dimension: Int, negativesPerPositive: Int, negativeCount: Int,
    math: VectorMath = .best
  ) {
    self.dimension = dimension
    self.negativesPerPositive = negativesPerPositive
    self.negativeCount = negativeCount
    self.math = math
    negatives = .allocate(capacity: negativeCount)
    negatives.initialize(repeating: 0)
    inputs = .allocate(capacity: capacity * dimension)
    contexts = .allocate(capacity: capacity * dimension)
    negativeRows = .allocate(capacity: negativeCount * dimension)
    inputGradients = .allocate(capacity: capacity * dimension)
    contextGradients = .allocate(capacity: capacity * dimension)
    negativeGradients = .allocate(capacity: negativeCount * dimension)
    scores = .allocate(capacity: max(scoreCapacity, capacity * negativeCount))
    BLAS.useOneThread()
  }

  deinit {
    negatives.deallocate()
    for buffer in [inputs, contexts, negativeRows, inputGradients, contextGradients, negativeGradients, scores] {
      buffer.deallocate()
    }
  }

  /// Copies the rows of a chunk and of its negatives from the shared weights.
  func gather(_ pairs: PositivePairs, from weights: SharedWeights) {
    VectorMath.gather(pairs.tracks, count: pairs.count, from: weights.input.rows, dimension: dimension, into: inputs)
    VectorMath.gather(
      pairs.tracks, count: pairs.count, from: weights.context.rows, dimension: dimension, into: contexts)
    VectorMath.gather(
      negatives.baseAddress!, count: negativeCount, from: weights.context.rows, dimension: dimension, into: negativeRows
    )
  }

  /// Computes the gradients of a gathered chunk.
  ///
  /// - Returns: The loss L of the chunk when it was asked for, else 0.
  func computeGradients(_ pairs: PositivePairs, measuringLoss: Bool) -> Double {
    inputGradients.update(repeating: 0, count: pairs.count * dimension)
    contextGradients.update(repeating: 0, count: pairs.count * dimension)
    var loss = 0.0
    for block in pairs.blocks { loss += addPositives(of: block, pairs, measuringLoss: measuringLoss) }
    loss += addNegatives(pairs, measuringLoss: measuringLoss)
    return loss
  }

  /// Moves the rows of the chunk in the shared weights: all of them, or those of a lane's share.
  func apply(
    _ pairs: PositivePairs, to weights: SharedWeights, rate: Float, optimizer: Optimizer,
    share: LockstepLanes.Share? = nil
  ) {
    for row in 0..<pairs.count where share?.contains(pairs.tracks[row]) ?? true {
      weights.input.step(
        row: Int(pairs.tracks[row]), gradient: inputGradients + row * dimension, dimension: dimension, rate: rate,
        optimizer: optimizer, math: math)
      weights.context.step(
        row: Int(pairs.tracks[row]), gradient: contextGradients + row * dimension, dimension: dimension, rate: rate,
        optimizer: optimizer, math: math)
    }
    for index in 0..<negativeCount where share?.contains(negatives[index]) ?? true {
      weights.context.step(
        row: Int(negatives[index]), gradient: negativeGradients + index * dimension, dimension: dimension, rate: rate,
        optimizer: optimizer, math: math)
    }
  }

  private func addPositives(of block: PositivePairs.Block, _ pairs: PositivePairs, measuringLoss: Bool) -> Double {
    let (height, width) = (block.rows.count, block.columns.count)
    let rows = inputs + block.rows.lowerBound * dimension
    let columns = contexts + block.columns.lowerBound * dimension
    BLAS.multiply(
      .init(rows, stride: dimension), .init(columns, stride: dimension, .transposed),
      rows: height, columns: width, inner: dimension, into: scores, stride: width)
    var loss = 0.0
    for row in block.rows {
      let line = scores + (row - block.rows.lowerBound) * width
      let lower = Int(pairs.lower[row]) - block.columns.lowerBound
      let upper = Int(pairs.upper[row]) - block.columns.lowerBound
      let weight = pairs.pairWeight[row]
      if measuringLoss {
        loss += Double(weight) * positiveLoss(ofRow: row, block, pairs, line: line, lower: lower, upper: upper)
      }
      math.scaledSigmoid(line + lower, count: upper - lower, slope: -1, weight: weight)
      // What is no pair has no slope: outside the reach, the row itself, its track elsewhere.
      line.update(repeating: 0, count: lower)
      (line + upper).update(repeating: 0, count: width - upper)
      line[row - block.columns.lowerBound] = 0
      if block.hasRepeats {
        for column in lower..<upper where pairs.tracks[block.columns.lowerBound + column] == pairs.tracks[row] {
          line[column] = 0
        }
      }
    }
    BLAS.multiply(
      .init(scores, stride: width), .init(columns, stride: dimension), rows: height, columns: dimension, inner: width,
      into: inputGradients + block.rows.lowerBound * dimension, stride: dimension, adding: true)
    BLAS.multiply(
      .init(scores, stride: width, .transposed), .init(rows, stride: dimension),
      rows: width, columns: dimension, inner: height,
      into: contextGradients + block.columns.lowerBound * dimension, stride: dimension, adding: true)
    return loss
  }

  private func addNegatives(_ pairs: PositivePairs, measuringLoss: Bool) -> Double {
    let width = negativeCount
    BLAS.multiply(
      .init(inputs, stride: dimension), .init(negativeRows, stride: dimension, .transposed),
      rows: pairs.count, columns: width, inner: dimension, into: scores, stride: width)
    // A score so low that loss and slope vanish takes a negative out for a row.
    for (row, index) in collisions(with: pairs) { scores[row * width + index] = -.greatestFiniteMagnitude }
    let scale = Float(negativesPerPositive) / Float(negativeCount)
    var loss = 0.0
    for row in 0..<pairs.count {
      let line = scores + row * width
      let weight = pairs.totalWeight[row] * scale
      if measuringLoss { loss += Double(weight) * Double(math.softplusSum(line, count: width, slope: 1)) }
      math.scaledSigmoid(line, count: width, slope: 1, weight: -weight)
    }
    BLAS.multiply(
      .init(scores, stride: width), .init(negativeRows, stride: dimension),
      rows: pairs.count, columns: dimension, inner: width, into: inputGradients, stride: dimension, adding: true)
    BLAS.multiply(
      .init(scores, stride: width, .transposed), .init(inputs, stride: dimension),
      rows: width, columns: dimension, inner: pairs.count, into: negativeGradients, stride: dimension)
    return loss
  }

  /// Every row with every index of a negative that is a positive of that row; one may be named twice.
  private func collisions(with pairs: PositivePairs) -> [(row: Int, negative: Int)] {
    var collisions: [(row: Int, negative: Int)] = []
    for track in negatives { drawn.insert(track) }
    defer { for track in negatives { drawn.remove(track) } }
    for block in pairs.blocks {
      for column in block.columns where drawn.mayContain(pairs.tracks[column]) {
        for index in negatives.indices where negatives[index] == pairs.tracks[column] {
          for row in block.rows
          where pairs.lower[row] <= column && column < pairs.upper[row] && pairs.tracks[row] != negatives[index] {
            collisions.append((row, index))
          }
        }
      }
    }
    return collisions
  }

  /// The loss of a row's positives, unweighted: all of its reach, less what is no pair.
  private func positiveLoss(
    ofRow row: Int, _ block: PositivePairs.Block, _ pairs: PositivePairs, line: UnsafeMutablePointer<Float>,
    lower: Int, upper: Int
  ) -> Double {
    var loss = Double(math.softplusSum(line + lower, count: upper - lower, slope: -1))
    func leaveOut(_ column: Int) { loss -= Double(math.softplusSum(line + column, count: 1, slope: -1)) }
    guard block.hasRepeats else {
      leaveOut(row - block.columns.lowerBound)
      return loss
    }
    for column in lower..<upper where pairs.tracks[block.columns.lowerBound + column] == pairs.tracks[row] {
      leaveOut(column)
    }
    return loss
  }
}
