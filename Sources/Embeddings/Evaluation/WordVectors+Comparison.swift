/// Two rows or a few, compared with each other and with all.
extension WordVectors {
  /// Cosines of every row with vectors of length 1.
  ///
  /// - Parameter targets: row-major, any number x dimension.
  /// - Returns: row-major, targets x rows.
  /// - Complexity: O(targets x rows x dimension), in one matrix product.
  func cosines(with targets: [Float]) -> [Float] {
    let dimension = units.dimension
    let count = targets.count / dimension
    return [Float](unsafeUninitializedCapacity: count * self.count) { scores, initialized in
      targets.withUnsafeBufferPointer { targets in
        units.values.withUnsafeBufferPointer { rows in
          if let target = targets.baseAddress, let row = rows.baseAddress, let score = scores.baseAddress {
            BLAS.multiply(
              .init(target, stride: dimension), .init(row, stride: dimension, .transposed),
              rows: count, columns: self.count, inner: dimension, into: score, stride: self.count)
          }
        }
      }
      initialized = count * self.count
    }
  }

  /// The place of a row among the nearest of another, from 1: one more than the rows, but for these two, that are nearer.
  ///
  /// - Complexity: O(rows x dimension).
  public func rank(of row: Int, from other: Int) -> Int {
    let cosines = cosines(with: Array(units.row(other)))
    let own = cosines[row]
    return 1 + cosines.indices.count { $0 != row && $0 != other && cosines[$0] > own }
  }

  /// The share of random pairs of rows whose cosine is lower, in `0...1`; a hundred thousand pairs, always the same, are drawn.
  ///
  /// - Complexity: O(pairs x dimension).
  public func percentile(ofCosine cosine: Double) -> Double {
    guard count > 1 else { return 0 }
    var random = RandomSource(seed: 1)
    let pairs = 100_000
    let below = (0..<pairs).count { _ in
      let left = random.below(count)
      // Any row but the left one.
      let right = (left + 1 + random.below(count - 1)) % count
      let product = units.values.withUnsafeBufferPointer { values in
        (0..<units.dimension).reduce(Float(0)) {
          $0 + values[left * units.dimension + $1] * values[right * units.dimension + $1]
        }
      }
      return Double(product) < cosine
    }
    return Double(below) / Double(pairs)
  }

  /// Rows and their cosines with the mean of all of them, the farthest first: the one that does not belong. Equal ones in the order
  /// given.
  public func byBelonging(_ rows: [Int]) -> [MixSolver.Answer] {
    var mean = [Float](repeating: 0, count: units.dimension)
    for row in rows {
      for (index, value) in units.row(row).enumerated() { mean[index] += value }
    }
    let center = EmbeddingMatrix(count: 1, dimension: mean.count, values: mean).normalized().values
    return rows.map { row in
      MixSolver.Answer(row: row, score: zip(units.row(row), center).reduce(0) { $0 + $1.0 * $1.1 })
    }.enumerated().sorted { ($0.element.score, $0.offset) < ($1.element.score, $1.offset) }.map(\.element)
  }
}
