/// Finds what is to c as b is to a: the rows nearest to b - a + c.
///
/// The method is 3CosAdd (Mikolov, Yih and Zweig, 2013): unit vectors are added, and rows are compared by cosine. The rows
/// asked with are no answers. Any number of threads may ask at once.
public struct AnalogySolver: Sendable {
  /// "a is to b as c is to ?", as rows.
  public struct Question: Sendable, Equatable {
    let a: Int
    let b: Int
    let c: Int

    /// Creates a question about rows of the solver's vectors.
    public init(_ a: Int, _ b: Int, _ c: Int) {
      self.a = a
      self.b = b
      self.c = c
    }

    func holds(_ row: Int) -> Bool { row == a || row == b || row == c }
  }

  /// A row and its cosine with what was asked for.
  public struct Answer: Sendable, Equatable {
    /// The row, in `0..<count` of the vectors.
    public let row: Int
    /// The cosine, -1...1.
    public let score: Float
  }

  /// Whose vectors they are.
  public let words: WordVectors

  /// Creates a solver.
  public init(_ words: WordVectors) {
    self.words = words
    BLAS.useOneThread()
  }

  /// The `count` best answers of each question, best first, equal scores by row.
  ///
  /// - Complexity: O(questions x rows x dimension), in one matrix product.
  public func solve(_ questions: [Question], count: Int) -> [[Answer]] {
    precondition(count >= 1, "at least one answer is wanted")
    guard !questions.isEmpty, words.count > 0 else { return questions.map { _ in [] } }
    let (width, dimension) = (words.count, words.units.dimension)
    let targets = questions.flatMap(target)
    let scores = [Float](unsafeUninitializedCapacity: questions.count * width) { scores, initialized in
      targets.withUnsafeBufferPointer { targets in
        words.units.values.withUnsafeBufferPointer { rows in
          if let target = targets.baseAddress, let row = rows.baseAddress, let score = scores.baseAddress {
            BLAS.multiply(
              .init(target, stride: dimension), .init(row, stride: dimension, .transposed),
              rows: questions.count, columns: width, inner: dimension, into: score, stride: width)
          }
        }
      }
      initialized = questions.count * width
    }
    return scores.withUnsafeBufferPointer { scores in
      questions.enumerated().map { index, question in
        Self.best(
          count, of: UnsafeBufferPointer(rebasing: scores[index * width..<(index + 1) * width]), besides: question)
      }
    }
  }

  /// The unit vector along b - a + c.
  private func target(_ question: Question) -> [Float] {
    var sum = [Float](repeating: 0, count: words.units.dimension)
    for (row, sign) in [(question.b, Float(1)), (question.c, 1), (question.a, -1)] {
      for (index, value) in words.units.row(row).enumerated() { sum[index] += sign * value }
    }
    return EmbeddingMatrix(count: 1, dimension: sum.count, values: sum).normalized().values
  }

  private static func best(
    _ count: Int, of scores: UnsafeBufferPointer<Float>, besides question: Question
  ) -> [Answer] {
    var best: [Answer] = []
    for row in scores.indices where best.count < count || scores[row] > best[count - 1].score {
      guard !question.holds(row) else { continue }
      if best.count == count { best.removeLast() }
      // Later rows stand behind earlier ones of the same score.
      let place = best.firstIndex { $0.score < scores[row] } ?? best.count
      best.insert(Answer(row: row, score: scores[row]), at: place)
    }
    return best
  }
}
