/// Vectors as rows: row-major `Float` storage, `count` x `dimension`.
public struct EmbeddingMatrix: Sendable, Equatable {
  /// How many rows there are.
  public let count: Int
  /// How many components a row has, at least 1.
  public let dimension: Int
  /// The components, row-major, `count * dimension` of them.
  public let values: [Float]

  /// Creates a matrix from its components, row-major, `count * dimension` of them.
  public init(count: Int, dimension: Int, values: [Float]) {
    precondition(dimension >= 1, "a row has at least one component")
    precondition(values.count == count * dimension, "values must hold count * dimension components")
    self.count = count
    self.dimension = dimension
    self.values = values
  }

  /// The components of a row, `row` in `0..<count`.
  public func row(_ row: Int) -> ArraySlice<Float> { values[row * dimension..<(row + 1) * dimension] }

  /// Asks for a row, `row` in `0..<count`, ahead of its use, so that rows which lie anywhere in memory are waited for together.
  public func prefetch(row: Int) {
    precondition(0 <= row && row < count, "a row is one of the matrix")
    values.withUnsafeBufferPointer { values in
      if let start = values.baseAddress { VectorMath.prefetch(start + row * dimension, count: dimension) }
    }
  }

  /// The Euclidean length of a row.
  public func norm(ofRow row: Int) -> Float {
    values.withUnsafeBufferPointer { values in
      UnsafeBufferPointer(rebasing: values[row * dimension..<(row + 1) * dimension]).sumOfSquares.squareRoot()
    }
  }

  /// The same rows scaled to unit length; a row of zeros stays as it is.
  public func normalized() -> EmbeddingMatrix {
    var scaled = values
    scaled.withUnsafeMutableBufferPointer { scaled in
      for row in 0..<count {
        let range = row * dimension..<(row + 1) * dimension
        let sum = UnsafeBufferPointer(rebasing: scaled[range]).sumOfSquares
        guard sum > 0 else { continue }
        let factor = 1 / sum.squareRoot()
        for index in range { scaled[index] *= factor }
      }
    }
    return EmbeddingMatrix(count: count, dimension: dimension, values: scaled)
  }

  /// The same rows, every component multiplied by a factor.
  func scaled(by factor: Float) -> EmbeddingMatrix {
    factor == 1 ? self : EmbeddingMatrix(count: count, dimension: dimension, values: values.map { $0 * factor })
  }
}

extension UnsafeBufferPointer<Float> {
  /// The sum of the squares, always in the same order, so that it has the same bits on every machine.
  var sumOfSquares: Float {
    // Sixteen sums beside each other do not wait for each other.
    var sums = SIMD16<Float>.zero
    var position = 0
    while position + 16 <= count {
      let values = UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: 4 * position, as: SIMD16<Float>.self)
      sums += values * values
      position += 16
    }
    return self[position...].reduce(into: sums.sum()) { $0 += $1 * $1 }
  }
}
