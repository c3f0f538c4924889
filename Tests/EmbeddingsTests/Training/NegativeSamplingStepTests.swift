import Testing

@testable import Embeddings

/// The fast step against the plain one, and the plain one against the loss itself.
@Suite struct NegativeSamplingStepTests {
  /// A chunk with its negatives and rows.
  private struct Example {
    let pairs = PositivePairs(capacity: 64)
    let step: NegativeSamplingStep
    var inputs, contexts, negativeRows: [Float]

    var negatives: [Int32] { Array(step.negatives) }

    func reference() -> NegativeSamplingReference {
      NegativeSamplingReference(
        pairs, negatives: negatives, negativesPerPositive: 5, dimension: step.dimension, inputs: inputs,
        contexts: contexts, negativeRows: negativeRows)
    }

    mutating func computeFast() -> (loss: Double, input: [Float], context: [Float], negative: [Float]) {
      step.inputs.update(from: inputs, count: inputs.count)
      step.contexts.update(from: contexts, count: contexts.count)
      step.negativeRows.update(from: negativeRows, count: negativeRows.count)
      let loss = step.computeGradients(pairs, measuringLoss: true)
      func array(_ start: UnsafeMutablePointer<Float>, _ count: Int) -> [Float] {
        Array(UnsafeBufferPointer(start: start, count: count))
      }
      return (
        loss, array(step.inputGradients, inputs.count), array(step.contextGradients, contexts.count),
        array(step.negativeGradients, negativeRows.count)
      )
    }
  }

  enum Shape: CaseIterable { case whole, repeats, windowed, windowedRepeats }

  private func example(
    _ shape: Shape, dimension: Int, negatives: Int, seed: UInt64, level: VectorMath.Level = .portable
  )
    throws -> Example
  {
    var random = RandomSource(seed: seed)
    let step = NegativeSamplingStep(
      capacity: 64, scoreCapacity: 64 * 64, dimension: dimension, negativesPerPositive: 5, negativeCount: negatives,
      math: try #require(VectorMath(level: level)))
    var example = Example(step: step, inputs: [], contexts: [], negativeRows: [])
    let vocabulary = shape == .repeats || shape == .windowedRepeats ? 12 : 10_000
    for length in [2, 9, 23] {
      let list = (0..<length).map { _ in Int32(random.below(vocabulary)) }
      list.withUnsafeBufferPointer { list in
        switch shape {
        case .whole, .repeats: example.pairs.append(list, rowWeight: Float(length).squareRoot())
        case .windowed, .windowedRepeats:
          let centers = length == 23 ? 2..<20 : 0..<length
          example.pairs.append(
            list, centers: centers, reach: 4, weight: .inverseSquareRoot, random: &random)
        }
      }
    }
    // Half of the negatives are tracks of the chunk: they must be left out for the rows whose positives they are.
    for index in step.negatives.indices {
      step.negatives[index] =
        index % 2 == 0 ? example.pairs.tracks[random.below(example.pairs.count)] : Int32(random.below(20_000))
    }
    func rows(_ count: Int) -> [Float] { (0..<count * dimension).map { _ in (random.unitFloat() - 0.5) * 2 } }
    example.inputs = rows(example.pairs.count)
    example.contexts = rows(example.pairs.count)
    example.negativeRows = rows(negatives)
    return example
  }

  @Test(arguments: Shape.allCases, VectorMathTests.levels)
  func the_fast_step_equals_the_plain_one(shape: Shape, level: VectorMath.Level) throws {
    for (dimension, negatives) in [(8, 16), (13, 1), (1, 7), (33, 40)] {
      let seed = UInt64(dimension * 100 + negatives)
      var example = try example(shape, dimension: dimension, negatives: negatives, seed: seed, level: level)
      let expected = example.reference()
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

  @Test func steps_go_downhill() throws {
    var random = RandomSource(seed: 4)
    let weights = SharedWeights(count: 30, dimension: 8, random: &random)
    let pairs = PositivePairs(capacity: 32)
    let step = NegativeSamplingStep(
      capacity: 32, scoreCapacity: 1024, dimension: 8, negativesPerPositive: 5, negativeCount: 8)
    let list: [Int32] = [0, 1, 2, 3, 4, 5]
    list.withUnsafeBufferPointer { pairs.append($0, rowWeight: 1) }
    for index in step.negatives.indices { step.negatives[index] = Int32(10 + index) }
    for optimizer in Optimizer.allCases {
      var losses: [Double] = []
      for _ in 0..<30 {
        step.gather(pairs, from: weights)
        losses.append(step.computeGradients(pairs, measuringLoss: true))
        step.apply(pairs, to: weights, rate: 0.05, optimizer: optimizer)
      }
      #expect(losses.last! < losses[0] * 0.99, "\(optimizer): \(losses[0]) to \(losses.last!)")
    }
  }

  @Test func a_step_with_a_gradient_that_is_no_number_is_left_out() {
    var random = RandomSource(seed: 4)
    let weights = SharedWeights(count: 1, dimension: 2, random: &random)
    let before = weights.snapshot()
    for gradient: [Float] in [[.nan, 1], [.infinity, 0], [0, 0]] {
      for optimizer in Optimizer.allCases {
        weights.input.step(
          row: 0, gradient: gradient, dimension: 2, rate: 1, optimizer: optimizer, math: .best)
      }
    }
    #expect(weights.snapshot() == before)
  }
}
