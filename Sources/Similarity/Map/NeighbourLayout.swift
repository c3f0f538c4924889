import Embeddings

/// Points in a plane, so that what is near in many dimensions is near in two.
///
/// The layout begins with the two principal components, which have the big picture right, and is then pulled and pushed:
/// neighbours toward each other, random pairs apart, by stochastic gradients with falling steps, as UMAP does (McInnes, Healy,
/// Melville 2018) with the curve 1 / (1 + distance squared) and all neighbours alike. One seed, one layout, on one kind of CPU.
enum NeighbourLayout {
  /// How often every pair of neighbours is pulled, and how many random points each pull pushes.
  private static let epochs = 200
  private static let pushes = 5
  /// No step goes farther.
  private static let longestStep: Float = 4

  /// Lays rows out.
  ///
  /// - Parameters:
  ///   - rows: row-major, `neighbours.count` x `dimension`.
  ///   - neighbours: for every row the ordinals of its nearest.
  /// - Returns: x and y of every row, in turn.
  /// - Complexity: O(rows x neighbours), about 2 microseconds a pair, and O(rows x dimension).
  static func points(rows: [Float], dimension: Int, neighbours: [[Int32]], seed: UInt64 = 1) -> [Float] {
    precondition(rows.count == neighbours.count * dimension, "neighbours for each row")
    var points = principalPoints(rows, dimension: dimension, count: neighbours.count, seed: seed)
    guard neighbours.count > 2 else { return points }
    let pairs = neighbours.enumerated().flatMap { one, others in others.map { (Int32(one), $0) } }
    var random = RandomSource(seed: seed)
    points.withUnsafeMutableBufferPointer { points in
      for epoch in 0..<epochs {
        let rate = 1 - Float(epoch) / Float(epochs)
        for (one, other) in pairs {
          move(points, Int(one), Int(other), rate, pulls: true)
          for _ in 0..<pushes {
            move(points, Int(one), random.below(neighbours.count), rate, pulls: false)
          }
        }
      }
    }
    return points
  }

  /// Moves a point toward another and that toward it, or a point away from another.
  @inline(__always) private static func move(
    _ points: UnsafeMutableBufferPointer<Float>, _ one: Int, _ other: Int, _ rate: Float, pulls: Bool
  ) {
    guard one != other else { return }
    let (dx, dy) = (points[2 * one] - points[2 * other], points[2 * one + 1] - points[2 * other + 1])
    let square = dx * dx + dy * dy
    let gradient = pulls ? -2 / (1 + square) : 2 / ((0.001 + square) * (1 + square))
    let x = max(-longestStep, min(longestStep, gradient * dx)) * rate
    let y = max(-longestStep, min(longestStep, gradient * dy)) * rate
    points[2 * one] += x
    points[2 * one + 1] += y
    if pulls {
      points[2 * other] -= x
      points[2 * other + 1] -= y
    }
  }

  /// The rows along their two principal components, by power iteration, scaled so that they are about 10 wide.
  private static func principalPoints(_ rows: [Float], dimension: Int, count: Int, seed: UInt64) -> [Float] {
    guard count > 0 else { return [] }
    var mean = [Float](repeating: 0, count: dimension)
    for row in 0..<count { for column in 0..<dimension { mean[column] += rows[row * dimension + column] } }
    for column in 0..<dimension { mean[column] /= Float(count) }
    var random = RandomSource(seed: seed)
    var components: [[Float]] = []
    var points = [Float](repeating: 0, count: 2 * count)
    for component in 0..<2 {
      var direction = (0..<dimension).map { _ in random.unitFloat() - 0.5 }
      for _ in 0..<20 {
        makeUnit(&direction, besides: components)
        var next = [Float](repeating: 0, count: dimension)
        project(rows, mean, direction, count: count) { row, length in
          points[2 * row + component] = length
          for column in 0..<dimension { next[column] += length * (rows[row * dimension + column] - mean[column]) }
        }
        direction = next
      }
      makeUnit(&direction, besides: components)
      components.append(direction)
    }
    let widest = points.map(abs).max() ?? 0
    // Points that are all the same still have to come apart.
    return points.map { (widest > 0 ? 10 * $0 / widest : 0) + random.unitFloat() * 1e-3 }
  }

  private static func project(
    _ rows: [Float], _ mean: [Float], _ direction: [Float], count: Int, _ use: (Int, Float) -> Void
  ) {
    for row in 0..<count {
      var length: Float = 0
      for column in direction.indices {
        length += (rows[row * direction.count + column] - mean[column]) * direction[column]
      }
      use(row, length)
    }
  }

  /// Makes a direction of length 1 and at right angles to others.
  private static func makeUnit(_ direction: inout [Float], besides others: [[Float]]) {
    for other in others {
      let share = zip(direction, other).reduce(0) { $0 + $1.0 * $1.1 }
      for column in direction.indices { direction[column] -= share * other[column] }
    }
    let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > 0 else { return }
    for column in direction.indices { direction[column] /= norm }
  }
}
