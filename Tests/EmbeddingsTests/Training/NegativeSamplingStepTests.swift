import Testing

@testable import Embeddings

/// The fast step against the plain one, and the plain one against the loss itself.
@Suite struct NegativeSamplingStepTests {
  /// A chunk with its rows, which stand one after the other without padding.
  private struct Example {
    let chunk: TrainingChunk
    let step: NegativeSamplingStep
    var inputs: [Float] = []
    var contexts: [Float] = []
    var negativeRows: [Float] = []

    func reference() -> NegativeSamplingReference {
      NegativeSamplingReference(
        chunk.pairs, negatives: Array(chunk.negatives), negativesPerPositive: 5, dimension: step.dimension,
        inputs: inputs, contexts: contexts, negativeRows: negativeRows)
    }

    func computeFast() -> (loss: Double, input: [Float], context: [Float], negative: [Float]) {
      let dimension = step.dimension
      func spread(_ values: [Float], _ rows: UnsafeMutablePointer<Float>) {
        for index in values.indices { rows[index / dimension * step.stride + index % dimension] = values[index] }
      }
      func gradients(_ rows: UnsafeMutablePointer<Float>, _ count: Int) -> [Float] {
        (0..<count).map { rows[$0 / dimension * step.stride + $0 % dimension] }
      }
      spread(inputs, step.inputs)
      spread(contexts, step.contexts)
      spread(negativeRows, step.negativeRows)
      let loss = step.computeGradients(chunk, measuringLoss: true)
      return (
        loss, gradients(step.inputGradients, inputs.count), gradients(step.contextGradients, contexts.count),
        gradients(step.negativeGradients, negativeRows.count)
      )
    }
  }

  enum Shape: CaseIterable { case whole, repeats, windowed, windowedRepeats, wideWindow }

  private func example(
    _ shape: Shape, dimension: Int, negatives: Int, seed: UInt64, level: VectorMath.Level = .portable
  ) throws -> Example {
    var random = RandomSource(seed: seed)
    let chunk = TrainingChunk(rows: 160, columns: 160, negatives: negatives)
    let step = NegativeSamplingStep(
      rows: 160, columns: 160, negatives: negatives, longestWhole: 41, widestBand: 160, dimension: dimension,
      negativesPerPositive: 5, math: try #require(VectorMath(level: level)))
    var example = Example(chunk: chunk, step: step)
    let vocabulary = shape == .repeats || shape == .windowedRepeats ? 12 : 10_000
    for length in [2, 9, 23, 41] {
      let list = (0..<length).map { _ in Int32(random.below(vocabulary)) }
      list.withUnsafeBufferPointer { list in
        switch shape {
        case .whole, .repeats: chunk.pairs.append(list, rowWeight: Float(length).squareRoot())
        case .windowed, .windowedRepeats, .wideWindow:
          chunk.pairs.append(
            length == 23 ? 2..<20 : 0..<length, of: list, reach: shape == .wideWindow ? 80 : 4,
            weight: .inverseSquareRoot, random: &random)
        }
      }
    }
    let pairs = chunk.pairs
    // Half of the negatives are tracks of the chunk: they must be left out for the rows whose positives they are.
    for index in chunk.negatives.indices {
      chunk.negatives[index] =
        index % 2 == 0 ? pairs.columnTracks[random.below(pairs.columnCount)] : Int32(random.below(20_000))
    }
    func rows(_ count: Int) -> [Float] { (0..<count * dimension).map { _ in (random.unitFloat() - 0.5) * 2 } }
    example.inputs = rows(pairs.rowCount)
    example.contexts = rows(pairs.columnCount)
    example.negativeRows = rows(negatives)
    return example
  }

  @Test(arguments: Shape.allCases, VectorMathTests.levels)
  func the_fast_step_equals_the_plain_one(shape: Shape, level: VectorMath.Level) throws {
    for (dimension, negatives) in [(8, 16), (13, 1), (1, 7), (33, 40), (50, 17)] {
      let seed = UInt64(dimension * 100 + negatives)
      let example = try example(shape, dimension: dimension, negatives: negatives, seed: seed, level: level)
      let expected = example.reference()
      // Twice, since a second chunk must not see what the first left in the buffers.
      _ = example.computeFast()
      let fast = example.computeFast()
      #expect(abs(fast.loss / expected.loss - 1) < 1e-5, "loss, seed \(seed)")
      for (name, left, right) in [
        ("input", fast.input, expected.inputGradients), ("context", fast.context, expected.contextGradients),
        ("negative", fast.negative, expected.negativeGradients),
      ] {
        let worst = zip(left, right).map { abs(Double($0) - $1) }.max() ?? 0
        let largest = right.map { abs($0) }.max() ?? 0
        #expect(worst <= 2e-5 * largest, "\(name) gradient is \(worst) off, seed \(seed), \(dimension)d, \(negatives)")
      }
    }
  }

  @Test(arguments: Shape.allCases) func the_gradient_is_the_slope_of_the_loss(shape: Shape) throws {
    var example = try example(shape, dimension: 4, negatives: 6, seed: 21)
    let reference = example.reference()
    let width: Float = 1.0 / 64
    func slope(_ path: WritableKeyPath<Example, [Float]>, _ index: Int) -> Double {
      let value = example[keyPath: path][index]
      defer { example[keyPath: path][index] = value }
      example[keyPath: path][index] = value + width
      let above = example.reference().loss
      example[keyPath: path][index] = value - width
      return (above - example.reference().loss) / Double(2 * width)
    }
    for index in stride(from: 0, to: example.inputs.count, by: 7) {
      #expect(abs(slope(\.inputs, index) + reference.inputGradients[index]) < 2e-3, "input \(index)")
      #expect(abs(slope(\.contexts, index) + reference.contextGradients[index]) < 2e-3, "context \(index)")
    }
    for index in example.negativeRows.indices {
      #expect(abs(slope(\.negativeRows, index) + reference.negativeGradients[index]) < 2e-3, "negative \(index)")
    }
  }

  @Test(arguments: VectorMathTests.levels) func steps_go_downhill(level: VectorMath.Level) throws {
    var random = RandomSource(seed: 4)
    let weights = SharedWeights(count: 30, dimension: 9, random: &random)
    let chunk = TrainingChunk(rows: 32, columns: 32, negatives: 8)
    let step = NegativeSamplingStep(
      rows: 32, columns: 32, negatives: 8, longestWhole: 6, widestBand: 0, dimension: 9, negativesPerPositive: 5,
      math: try #require(VectorMath(level: level)))
    let list: [Int32] = [0, 1, 2, 3, 4, 5]
    list.withUnsafeBufferPointer { chunk.pairs.append($0, rowWeight: 1) }
    for index in chunk.negatives.indices { chunk.negatives[index] = Int32(10 + index) }
    for optimizer in Optimizer.allCases {
      var losses: [Double] = []
      for _ in 0..<30 {
        step.expect(chunk, from: weights)
        step.gather(chunk, from: weights)
        losses.append(step.computeGradients(chunk, measuringLoss: true))
        step.apply(chunk, to: weights, rate: 0.05, optimizer: optimizer)
      }
      #expect(losses.last! < losses[0] * 0.99, "\(optimizer): \(losses[0]) to \(losses.last!)")
    }
  }
}
