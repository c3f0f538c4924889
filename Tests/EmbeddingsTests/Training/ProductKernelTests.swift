import Testing

@testable import Embeddings

/// The kernels for products, bands and rows of every instruction set this CPU has, against plain loops.
@Suite struct ProductKernelTests {
  /// Rows padded with zeros, as the kernels want them, between margins that nobody may touch.
  private struct Rows {
    let count, width, stride: Int
    var values: [Float]
    private static let margin: Float = -77

    init(_ count: Int, _ width: Int, random: inout RandomSource) {
      self.count = count
      self.width = width
      stride = VectorMath.stride(for: width)
      // The kernels that read fours of rows may read three more.
      values = Array(repeating: 0, count: (count + 3) * stride) + [Self.margin]
      for row in 0..<count {
        for column in 0..<width { values[row * stride + column] = (random.unitFloat() - 0.5) * 2 }
      }
    }

    subscript(row: Int, column: Int) -> Double { Double(values[row * stride + column]) }
    var isIntact: Bool {
      values.last == Self.margin && values[(count * stride)..<(count + 3) * stride].allSatisfy { $0 == 0 }
    }
  }

  @Test(arguments: VectorMathTests.levels) func products_agree(level: VectorMath.Level) throws {
    let math = try #require(VectorMath(level: level))
    var random = RandomSource(seed: 11)
    for rows in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 18, 25] {
      for columns in [0, 1, 4, 7, 8, 9, 15, 16, 17, 24, 33, 40, 67] {
        let inner = random.below(20)
        let left = Rows(rows, inner, random: &random)
        let mirrored = Rows(inner, rows, random: &random)
        let right = Rows(inner, columns, random: &random)
        let before = Rows(rows, columns, random: &random)
        for (isMirrored, adding) in [(false, false), (false, true), (true, false)] {
          var after = before
          math.multiply(
            isMirrored ? mirrored.values : left.values, leftRow: isMirrored ? 1 : left.stride,
            leftInner: isMirrored ? mirrored.stride : 1, right.values, rightStride: right.stride, rows: rows,
            columns: columns, inner: inner, into: &after.values, stride: after.stride, adding: adding)
          var worst = 0.0
          for row in 0..<rows {
            for column in 0..<columns {
              var sum = adding ? before[row, column] : 0
              for i in 0..<inner { sum += (isMirrored ? mirrored[i, row] : left[row, i]) * right[i, column] }
              worst = max(worst, abs(after[row, column] - sum))
            }
          }
          #expect(worst < 1e-5 && after.isIntact, "\(level) \(rows)x\(columns)x\(inner), mirrored \(isMirrored)")
        }
      }
    }
  }

  @Test func mirrored_rows_stand_as_columns() {
    var random = RandomSource(seed: 12)
    for (count, width) in [(1, 1), (4, 4), (5, 9), (17, 13), (2, 67)] {
      let rows = Rows(count, width, random: &random)
      let stride = VectorMath.stride(for: count)
      var result = [Float](repeating: -1, count: (width + 3) * stride)
      VectorMath.transpose(
        rows.values, stride: rows.stride, count: count, columns: width, into: &result, resultStride: stride)
      for row in 0..<count {
        for column in 0..<width { #expect(Double(result[column * stride + row]) == rows[row, column]) }
      }
    }
  }

  @Test(arguments: VectorMathTests.levels) func bands_agree(level: VectorMath.Level) throws {
    let math = try #require(VectorMath(level: level))
    var random = RandomSource(seed: 13)
    for dimension in [1, 3, 4, 7, 8, 9, 17, 31, 33, 40, 67] {
      for count in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17] {
        let input = Rows(1, dimension, random: &random)
        let contexts = Rows(20, dimension, random: &random)
        let chosen = (0..<20).shuffled(using: &random).prefix(count)
        let offsets = chosen.map { $0 * contexts.stride } + [0]
        var scores = [Float](repeating: -1, count: 20)
        math.bandScores(
          input.values, contexts.values, offsets: offsets, count: count, dimension: dimension, into: &scores)
        var inputGradient = Rows(1, dimension, random: &random)
        var contextGradients = Rows(20, dimension, random: &random)
        let (inputBefore, contextsBefore) = (inputGradient, contextGradients)
        math.bandGradients(
          input.values, contexts.values, inputGradient: &inputGradient.values,
          contextGradients: &contextGradients.values, offsets: offsets, slopes: scores, count: count,
          dimension: dimension)
        var worst = 0.0
        for (k, context) in chosen.enumerated() {
          let score = (0..<dimension).reduce(0.0) { $0 + input[0, $1] * contexts[context, $1] }
          worst = max(worst, abs(score - Double(scores[k])))
        }
        for i in 0..<dimension {
          let pulled = chosen.enumerated().reduce(inputBefore[0, i]) { $0 + Double(scores[$1.0]) * contexts[$1.1, i] }
          worst = max(worst, abs(pulled - inputGradient[0, i]))
          for context in 0..<20 {
            let slope = chosen.firstIndex(of: context).map { Double(scores[$0]) } ?? 0
            worst = max(
              worst, abs(contextsBefore[context, i] + slope * input[0, i] - contextGradients[context, i]))
          }
        }
        #expect(worst < 5e-5 && inputGradient.isIntact && contextGradients.isIntact, "\(level) \(dimension)d, \(count)")
      }
    }
  }

  @Test(arguments: VectorMathTests.levels) func gathered_rows_stand_one_after_the_other(level: VectorMath.Level) throws
  {
    let math = try #require(VectorMath(level: level))
    for dimension in [1, 3, 4, 7, 8, 13, 16, 30, 33, 64, 67] {
      let tableStride = SharedWeights.Table.stride(for: dimension)
      let table = (0..<20 * tableStride).map(Float.init)
      let ordinals: [Int32] = [3, 0, 19, 3, 7, 1, 2, 18, 17, 16, 15]
      let stride = VectorMath.stride(for: dimension)
      var rows = [Float](repeating: -1, count: ordinals.count * stride)
      math.gather(ordinals, count: ordinals.count, from: table, tableStride: tableStride, into: &rows, stride: stride)
      let expected = ordinals.flatMap { row in
        (0..<stride).map { $0 < tableStride ? Float(Int(row) * tableStride + $0) : -1 }
      }
      #expect(
        rows == expected, "\(level), \(dimension)d: what lies beyond a table's row is not the gathering's to write")
    }
  }

  @Test(arguments: VectorMathTests.levels) func steps_move_rows_by_the_rule(level: VectorMath.Level) throws {
    let math = try #require(VectorMath(level: level))
    var random = RandomSource(seed: 14)
    // A track may stand among the others twice; then its second step sees the first.
    let tracks: [Int32] = [4, 0, 7, 4, 2, 9, 1, 3, 4, 5, 0]
    for dimension in [1, 2, 7, 8, 16, 33, 67, 100] {
      for optimizer in Optimizer.allCases {
        let gradients = Rows(tracks.count, dimension, random: &random)
        let rate: Float = optimizer == .sgd ? 0.3 : 0.1
        let tableStride = SharedWeights.Table.stride(for: dimension)
        var table = (0..<10 * tableStride).map { $0 % tableStride < dimension ? random.unitFloat() : 0 }
        var accumulators = (0..<10).map { _ in random.unitFloat() }
        var expected = table.map(Double.init)
        var memory = accumulators.map(Double.init)
        for (line, track) in tracks.enumerated() {
          let squares = (0..<dimension).reduce(0.0) { $0 + gradients[line, $1] * gradients[line, $1] }
          let factor: Double
          switch optimizer {
          case .adaGrad:
            memory[Int(track)] += squares / Double(dimension)
            factor = Double(rate) / memory[Int(track)].squareRoot()
          case .sgd: factor = min(Double(rate), 1 / squares.squareRoot())
          }
          for i in 0..<dimension { expected[Int(track) * tableStride + i] += factor * gradients[line, i] }
        }
        switch optimizer {
        case .adaGrad:
          math.stepAdaGrad(
            &table, tableStride: tableStride, accumulators: &accumulators, ordinals: tracks, count: tracks.count,
            gradients: gradients.values,
            stride: gradients.stride, dimension: dimension, rate: rate)
        case .sgd:
          math.stepSGD(
            &table, tableStride: tableStride, ordinals: tracks, count: tracks.count, gradients: gradients.values,
            stride: gradients.stride, dimension: dimension, rate: rate)
        }
        let worst = zip(table, expected).map { abs(Double($0) - $1) }.max()!
        #expect(worst < 1e-5, "\(level) \(optimizer) \(dimension)d: \(worst) off")
        if optimizer == .adaGrad {
          #expect(zip(accumulators, memory).allSatisfy { abs(Double($0) - $1) < 1e-5 }, "\(level) \(dimension)d")
        }
      }
    }
  }

  @Test(arguments: VectorMathTests.levels)
  func a_step_with_a_gradient_that_is_no_number_is_left_out(level: VectorMath.Level) throws {
    let math = try #require(VectorMath(level: level))
    for gradient: [Float] in [[.nan, 1], [.infinity, 0], [0, 0], [.greatestFiniteMagnitude, 0]] {
      let padded = gradient + [Float](repeating: 0, count: VectorMath.padding - 2)
      for optimizer in Optimizer.allCases {
        let before = [0.25, -0.5] + [Float](repeating: 0, count: VectorMath.padding - 2)
        var (table, memory): ([Float], [Float]) = (before, [0])
        table.withUnsafeMutableBufferPointer { table in
          memory.withUnsafeMutableBufferPointer { memory in
            SharedWeights.Table(
              rows: table.baseAddress!, stride: VectorMath.padding, accumulators: memory.baseAddress!
            ).step(
              [0], count: 1, gradients: padded, stride: padded.count, dimension: 2, rate: 1, optimizer: optimizer,
              math: math)
          }
        }
        #expect(table == before && memory == [0], "\(level) \(optimizer) \(gradient)")
      }
    }
  }
}
