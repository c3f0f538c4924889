import Testing

@testable import ANNIndex

@Suite struct QuantizedRowsTests {
  /// The largest difference between quantized and exact scores of all pairs.
  private func largestError<Code: QuantizedCode>(_ code: Code.Type, dimension: Int) throws -> Float {
    let rows = TestRows(clustered: 60, dimension: dimension, seed: UInt64(dimension))
    let vectors = try VectorRows(copying: rows.values, count: 60, dimension: dimension, metric: .cosine)
    let (exact, quantized) = (FloatRows(vectors), QuantizedRows<Code>(vectors))
    var largest: Float = 0
    for node in 0..<UInt32(60) {
      for other in 0..<UInt32(60) {
        let score = quantized.score(quantized.query(of: node), other)
        largest = max(largest, abs(score - exact.score(exact.query(of: node), other)))
        // The same alone and among four, either way round.
        let four: [UInt32] = [other, node, other, node]
        #expect(quantized.score(quantized.query(of: node), four: four)[2] == score)
        #expect(quantized.score(quantized.query(of: other), node) == score)
      }
    }
    return largest
  }

  @Test(arguments: [1, 3, 31, 32, 33, 100, 300, 600]) func scores_are_near_the_exact_ones(dimension: Int) throws {
    #expect(try largestError(Int8.self, dimension: dimension) < 0.02)
    #expect(try largestError(Int16.self, dimension: dimension) < 0.0002)
  }

  @Test func rows_of_one_value_and_of_zeros_have_their_codes() throws {
    let rows: [Float] = [0, 0, 0, 1, 0, 0, 0, -5, 0]
    let vectors = try VectorRows(copying: rows, count: 3, dimension: 3, metric: .cosine)
    func scores<Code: QuantizedCode>(_ code: Code.Type) -> [Float] {
      let quantized = QuantizedRows<Code>(vectors)
      return (0..<3).flatMap { node in (0..<3).map { quantized.score(quantized.query(of: node), $0) } }
    }
    let expected: [Float] = [0, 0, 0, 0, 1, 0, 0, 0, 1]
    for (byte, (word, score)) in zip(scores(Int8.self), zip(scores(Int16.self), expected)) {
      #expect(abs(byte - score) < 1e-5 && abs(word - score) < 1e-5)
    }
  }

  @Test func sums_of_very_long_rows_do_not_overflow() throws {
    let rows = [Float](repeating: 1, count: 400_000)
    let vectors = try VectorRows(copying: rows, count: 2, dimension: 200_000, metric: .cosine)
    func score<Code: QuantizedCode>(_ code: Code.Type) -> Float {
      let quantized = QuantizedRows<Code>(vectors)
      return quantized.score(quantized.query(of: 0), 1)
    }
    #expect(abs(score(Int8.self) - 1) < 0.01)
    #expect(abs(score(Int16.self) - 1) < 0.01)
  }

  @Test func rescoring_gives_exact_scores_in_their_order() throws {
    let rows = TestRows(clustered: 40, dimension: 20, seed: 8)
    let exact = FloatRows(try VectorRows(copying: rows.values, count: 40, dimension: 20, metric: .cosine))
    // Every order but the right one.
    var candidates = (1..<40).map { Candidate(score: Float($0 * 7 % 39), node: UInt32($0)) }
    candidates.withUnsafeMutableBufferPointer { NeighborSelection(rows: exact).rescore($0, from: 0) }
    let expected = (1..<40).map { Candidate(score: exact.score(exact.query(of: 0), UInt32($0)), node: UInt32($0)) }
    #expect(candidates == expected.sorted(by: >))
  }
}
