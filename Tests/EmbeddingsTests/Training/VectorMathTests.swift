import Testing

@testable import Embeddings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Every kernel of every instruction set this CPU has, against plain Swift in double precision, at lengths around every
/// vector width and at addresses that no vector likes.
@Suite struct VectorMathTests {
  static let levels = VectorMath.Level.allCases.filter { VectorMath(level: $0) != nil }

  private func forEveryLength(_ body: (_ count: Int, _ offset: Int, _ random: inout RandomSource) -> Void) {
    var random = RandomSource(seed: 7)
    for count in 0...67 {
      for offset in [0, 1, 3] { body(count, offset, &random) }
    }
  }

  private func values(_ count: Int, scale: Float, _ random: inout RandomSource) -> [Float] {
    (0..<count).map { _ in (random.unitFloat() - 0.5) * scale }
  }

  @Test(arguments: levels) func scaled_sigmoid_agrees(level: VectorMath.Level) throws {
    let math = try #require(VectorMath(level: level))
    var random = RandomSource(seed: 7)
    for columns in 0...67 {
      let stride = VectorMath.padded(columns) + 3
      let input = values(4 * stride, scale: 60, &random)
      let weights = values(3, scale: 2, &random)
      for slope: Float in [-1, 1] {
        var output = input
        output.withUnsafeMutableBufferPointer {
          math.scaledSigmoid(
            $0.baseAddress!, stride: stride, rows: 3, columns: columns, slope: slope, weights: weights, factor: -0.75)
        }
        for index in input.indices {
          let (row, column) = (index / stride, index % stride)
          if row == 3 || column >= VectorMath.padded(columns) {
            #expect(output[index] == input[index], "\(level): wrote outside at \(row), \(column) of \(columns)")
          } else if column < columns {
            let expected = -0.75 * Double(weights[row]) / (1 + exp(-Double(slope * input[index])))
            #expect(abs(Double(output[index]) / expected - 1) < 1e-6, "\(level): \(input[index])")
          }
        }
      }
    }
  }

  @Test(arguments: levels) func sigmoid_and_loss_stay_finite_at_the_ends(level: VectorMath.Level) throws {
    let math = try #require(VectorMath(level: level))
    let inputs: [Float] = [
      0, -0.0, 87, -87, 88, -88, 104, -104, 1e30, -1e30, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNonzeroMagnitude, 1, -1, 30, -30,
    ]
    for input in inputs {
      let loss = math.softplusSum([input], count: 1, slope: 1)
      #expect(loss.isFinite && loss >= max(input, 0) && loss <= max(input, 0) + 0.6932, "\(level): \(input)")
    }
    var ends = inputs + [Float](repeating: 0, count: VectorMath.padded(inputs.count) - inputs.count)
    ends.withUnsafeMutableBufferPointer {
      math.scaledSigmoid($0.baseAddress!, stride: 0, rows: 1, columns: inputs.count, slope: 1, weights: [1])
    }
    for (input, output) in zip(inputs, ends) {
      #expect(output >= 0 && output <= 1, "\(level): \(input)")
      if input > 88 { #expect(output == 1) }
      if input < -86 { #expect(output < 1e-37) }
    }
  }

  @Test(arguments: levels) func the_sums_agree(level: VectorMath.Level) throws {
    let math = try #require(VectorMath(level: level))
    forEveryLength { count, offset, random in
      let input = values(offset + count, scale: 4, &random)
      let range = offset..<offset + count
      input.withUnsafeBufferPointer { values in
        let start = values.baseAddress! + offset
        let squares = range.reduce(0.0) { $0 + Double(input[$1]) * Double(input[$1]) }
        #expect(abs(Double(math.sumOfSquares(start, count: count)) - squares) <= 1e-5 * (1 + squares))
        for slope: Float in [-1, 1] {
          let loss = range.reduce(0.0) { $0 + log1p(exp(Double(slope * input[$1]))) }
          #expect(abs(Double(math.softplusSum(start, count: count, slope: slope)) - loss) <= 1e-6 * (1 + loss))
        }
      }
    }
  }
}
