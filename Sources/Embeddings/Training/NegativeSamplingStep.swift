/// One step of skip-gram with negative sampling over a chunk: gather, scores, slopes, gradients, apply.
///
/// With input rows x, context columns c and negatives' context rows n the step descends
///
///     L = Σ over pairs (p, q)  w(p) softplus(-x(p)·c(q))  +  Σ over rows p, negatives k  v(p) softplus(x(p)·n(k))
///
/// where w is the pair's weight and v(p) = (weight of p's pairs) x negatives / K: the K negatives, drawn once for
/// the chunk, stand for as many of each row's own, and the expected gradient is that of classic negative sampling
/// (Mikolov et al., 2013). A negative that is a positive of a row is left out for that row.
///
/// The negatives and the pairs of a whole playlist are dense: scores come from one matrix product, both gradients
/// from two more, and the sigmoid works in place on the scores (`+Negatives`, `+Whole`). A narrow window is a band,
/// computed pair by pair from the rows that are near (`+Band`). Sharing negatives means few random rows: (rows + K)
/// instead of rows x negatives (Ji et al., 2016, share them within a window). The plain version of it all stands in
/// `+Reference`.
///
/// The class holds one worker's buffers.
final class NegativeSamplingStep {
  let dimension: Int
  /// How many negatives weigh in for each positive.
  let negativesPerPositive: Int

  /// The distance in floats between the starts of two rows of the buffers: a dimension padded to whole vectors. The
  /// padding of all rows is and stays zero.
  let stride: Int
  // Row-major; the gradients point uphill (towards less loss).
  let inputs, contexts, negativeRows: UnsafeMutablePointer<Float>
  let inputGradients, contextGradients, negativeGradients: UnsafeMutablePointer<Float>
  /// Scores of one dense block or of some rows of a band, then the loss's slope in each.
  let scores: UnsafeMutablePointer<Float>
  /// Where the contexts of a band's pairs start, and how many a row has; see `+Band`.
  let bandOffsets, bandCounts: UnsafeMutablePointer<Int>

  let drawn = TrackFilter()
  let ahead: RowsAhead
  let wholeProducts, negativeProducts: DenseProducts
  let math: VectorMath

  /// Makes buffers for chunks of up to so many rows and columns of pairs and so many negatives.
  ///
  /// - Parameters:
  ///   - longestWhole: The most tracks of a whole playlist.
  ///   - widestBand: The most positives that a row of a band may have.
  init(
    rows: Int, columns: Int, negatives: Int, longestWhole: Int, widestBand: Int, dimension: Int,
    negativesPerPositive: Int,
    math: VectorMath = .best
  ) {
    self.dimension = dimension
    self.negativesPerPositive = negativesPerPositive
    self.math = math
    stride = VectorMath.stride(for: dimension)
    func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
      let start = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * 4, alignment: 64)
        .bindMemory(to: Float.self, capacity: count)
      start.initialize(repeating: 0, count: count)
      return start
    }
    // A mirrored side is read in fours of rows.
    inputs = zeros(rows * stride)
    inputGradients = zeros(rows * stride)
    contexts = zeros((columns + 3) * stride)
    contextGradients = zeros(columns * stride)
    negativeRows = zeros((negatives + 3) * stride)
    negativeGradients = zeros(negatives * stride)
    let bandCapacity = Self.bandCapacity(widest: widestBand)
    bandOffsets = .allocate(capacity: bandCapacity)
    bandCounts = .allocate(capacity: bandCapacity)
    scores = zeros(
      max(rows * VectorMath.stride(for: negatives), longestWhole * VectorMath.stride(for: longestWhole), bandCapacity))
    ahead = RowsAhead(
      capacity: rows + columns + negatives, tableStride: SharedWeights.Table.stride(for: dimension))
    wholeProducts = DenseProducts(
      rows: longestWhole, columns: longestWhole, dimension: dimension, math: math, ahead: ahead)
    negativeProducts = DenseProducts(rows: rows, columns: negatives, dimension: dimension, math: math, ahead: ahead)
  }

  deinit {
    for buffer in [
      inputs, contexts, negativeRows, inputGradients, contextGradients, negativeGradients, scores,
    ] {
      buffer.deallocate()
    }
    bandOffsets.deallocate()
    bandCounts.deallocate()
    ahead.deallocate()
    wholeProducts.deallocate()
    negativeProducts.deallocate()
  }

  /// Remembers a chunk whose rows are to be sent for while the next gradients are computed.
  func expect(_ chunk: TrainingChunk, from weights: SharedWeights) { ahead.list(chunk, of: weights) }

  /// Copies the rows of a chunk and of its negatives from the shared weights.
  func gather(_ chunk: TrainingChunk, from weights: SharedWeights) {
    func gather(
      _ tracks: UnsafePointer<Int32>, count: Int, of table: SharedWeights.Table, into rows: UnsafeMutablePointer<Float>
    ) {
      math.gather(tracks, count: count, from: table.rows, tableStride: table.stride, into: rows, stride: stride)
    }
    let pairs = chunk.pairs
    gather(pairs.rowTracks, count: pairs.rowCount, of: weights.input, into: inputs)
    gather(pairs.columnTracks, count: pairs.columnCount, of: weights.context, into: contexts)
    gather(chunk.negatives.baseAddress!, count: chunk.negatives.count, of: weights.context, into: negativeRows)
  }

  /// Computes the gradients of a gathered chunk.
  ///
  /// - Returns: The loss L of the chunk when it was asked for, else 0.
  func computeGradients(_ chunk: TrainingChunk, measuringLoss: Bool) -> Double {
    // The negatives set the gradients of the inputs, and the positives add to them.
    var loss = setNegatives(of: chunk, measuringLoss: measuringLoss)
    for block in chunk.pairs.blocks {
      switch block.shape {
      case .whole(let hasRepeats):
        loss += addWhole(block, hasRepeats: hasRepeats, chunk.pairs, measuringLoss: measuringLoss)
      case .band(let reach):
        loss += addBand(block, reach: reach, chunk.pairs, measuringLoss: measuringLoss)
      }
    }
    ahead.send()
    return loss
  }

  /// Moves the rows of the chunk in the shared weights: all of them, or those of a lane's share.
  func apply(
    _ chunk: TrainingChunk, to weights: SharedWeights, rate: Float, optimizer: Optimizer,
    share: LockstepLanes.Share? = nil
  ) {
    func step(
      _ table: SharedWeights.Table, _ tracks: UnsafePointer<Int32>, count: Int, _ gradients: UnsafePointer<Float>
    ) {
      func step(_ rows: Range<Int>) {
        table.step(
          tracks + rows.lowerBound, count: rows.count, gradients: gradients + rows.lowerBound * stride,
          stride: stride, dimension: dimension, rate: rate, optimizer: optimizer, math: math)
      }
      guard let share else { return step(0..<count) }
      for row in 0..<count where share.contains(tracks[row]) { step(row..<row + 1) }
    }
    let pairs = chunk.pairs
    step(weights.input, pairs.rowTracks, count: pairs.rowCount, inputGradients)
    step(weights.context, pairs.columnTracks, count: pairs.columnCount, contextGradients)
    step(weights.context, chunk.negatives.baseAddress!, count: chunk.negatives.count, negativeGradients)
  }
}
