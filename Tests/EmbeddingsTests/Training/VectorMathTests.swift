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
    forEveryLength { count, offset, random in
      let input = values(offset + count + 1, scale: 60, &random)
      for slope: Float in [-1, 1] {
        var output = input
        output.withUnsafeMutableBufferPointer {
          math.scaledSigmoid($0.baseAddress! + offset, count: count, slope: slope, weight: -0.75)
        }
        for index in input.indices where !(offset..<offset + count).contains(index) {
          #expect(output[index] == input[index], "\(level): wrote outside at \(index) of \(offset)+\(count)")
        }
        for index in offset..<offset + count {
          let expected = -0.75 / (1 + exp(-Double(slope * input[index])))
          #expect(abs(Double(output[index]) / expected - 1) < 1e-6, "\(level): \(input[index])")
        }
      }
    }
  }

  @Test(arguments: levels) func sigmoid_and_loss_stay_finite_at_the_ends(level: VectorMath.Level) throws {
    let math = try #require(VectorMath(level: level))
    var ends: [Float] = [
      0, -0.0, 87, -87, 88, -88, 104, -104, 1e30, -1e30, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNonzeroMagnitude, 1, -1, 30, -30,
    ]
    let inputs = ends
    for input in inputs {
      let loss = math.softplusSum([input], count: 1, slope: 1)
      #expect(loss.isFinite && loss >= max(input, 0) && loss <= max(input, 0) + 0.6932, "\(level): \(input)")
    }
    ends.withUnsafeMutableBufferPointer {
      math.scaledSigmoid($0.baseAddress!, count: $0.count, slope: 1, weight: 1)
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
      let left = values(offset + count, scale: 4, &random)
      let right = values(offset + count, scale: 4, &random)
      let range = offset..<offset + count
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          let (x, y) = (left.baseAddress! + offset, right.baseAddress! + offset)
          let squares = range.reduce(0.0) { $0 + Double(left[$1]) * Double(left[$1]) }
          #expect(abs(Double(math.sumOfSquares(x, count: count)) - squares) <= 1e-5 * (1 + squares))
          let product = range.reduce(0.0) { $0 + Double(left[$1]) * Double(right[$1]) }
          #expect(abs(Double(math.dot(x, y, count: count)) - product) <= 1e-5 * (1 + squares))
          for slope: Float in [-1, 1] {
            let loss = range.reduce(0.0) { $0 + log1p(exp(Double(slope * left[$1]))) }
            #expect(abs(Double(math.softplusSum(x, count: count, slope: slope)) - loss) <= 1e-6 * (1 + loss))
          }
        }
      }
    }
  }

  @Test(arguments: levels) func adding_a_multiple_agrees(level: VectorMath.Level) throws {
    let math = try #require(VectorMath(level: level))
    forEveryLength { count, offset, random in
      let added = values(offset + count + 1, scale: 4, &random)
      let before = values(offset + count + 1, scale: 4, &random)
      var after = before
      after.withUnsafeMutableBufferPointer { after in
        added.withUnsafeBufferPointer {
          math.add($0.baseAddress! + offset, times: 0.3, to: after.baseAddress! + offset, count: count)
        }
      }
      for index in before.indices {
        let expected = before[index] + ((offset..<offset + count).contains(index) ? 0.3 * added[index] : 0)
        #expect(abs(after[index] - expected) <= 1e-6, "\(level): \(index) of \(offset)+\(count)")
      }
    }
  }

  @Test func gathered_rows_stand_one_after_the_other() {
    let table = (0..<60).map(Float.init)
    let ordinals: [Int32] = [3, 0, 19, 3, 7, 1, 2, 18, 17, 16, 15]
    var rows = [Float](repeating: -1, count: ordinals.count * 3 + 1)
    VectorMath.gather(ordinals, count: ordinals.count, from: table, dimension: 3, into: &rows)
    let expected = ordinals.flatMap { row in (0..<3).map { Float(Int(row) * 3 + $0) } }
    #expect(rows == expected + [-1])
  }
}
