#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The same step pair by pair: slow, in double precision, and as plain as its definition.
///
/// It is what the fast step is tested against, on the same pairs and the same negatives.
struct NegativeSamplingReference {
  /// The loss L of the chunk.
  private(set) var loss = 0.0
  /// Uphill, rows x dimension without padding.
  private(set) var inputGradients, contextGradients, negativeGradients: [Double]

  private let dimension: Int

  /// Computes loss and gradients of a chunk from its rows (row-major).
  init(
    _ pairs: PositivePairs, negatives: [Int32], negativesPerPositive: Int, dimension: Int,
    inputs: [Float], contexts: [Float], negativeRows: [Float]
  ) {
    self.dimension = dimension
    inputGradients = Array(repeating: 0, count: inputs.count)
    contextGradients = Array(repeating: 0, count: contexts.count)
    negativeGradients = Array(repeating: 0, count: negativeRows.count)

    var rowWeights = [Double](repeating: 0, count: pairs.rowCount)
    pairs.forEachPair { row, column, weight in
      rowWeights[row] += Double(weight)
      let (x, c) = (row * dimension, column * dimension)
      let score = dot(inputs, x, contexts, c)
      loss += Double(weight) * softplus(-score)
      let slope = Double(weight) * sigmoid(-score)
      for i in 0..<dimension {
        inputGradients[x + i] += slope * Double(contexts[c + i])
        contextGradients[c + i] += slope * Double(inputs[x + i])
      }
    }
    for row in 0..<pairs.rowCount {
      let weight = rowWeights[row] * Double(negativesPerPositive) / Double(negatives.count)
      for (index, track) in negatives.enumerated() where !pairs.isPositive(track, ofRow: row) {
        let (x, n) = (row * dimension, index * dimension)
        let score = dot(inputs, x, negativeRows, n)
        loss += weight * softplus(score)
        let slope = -weight * sigmoid(score)
        for i in 0..<dimension {
          inputGradients[x + i] += slope * Double(negativeRows[n + i])
          negativeGradients[n + i] += slope * Double(inputs[x + i])
        }
      }
    }
  }

  private func dot(_ left: [Float], _ leftStart: Int, _ right: [Float], _ rightStart: Int) -> Double {
    (0..<dimension).reduce(0) { $0 + Double(left[leftStart + $1]) * Double(right[rightStart + $1]) }
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
