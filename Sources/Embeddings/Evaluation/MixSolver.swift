/// Finds the rows nearest to mixes of rows.
///
/// Unit vectors are added by their weights, and rows are compared with the sum by cosine. The rows asked with are no answers. Any
/// number of threads may ask at once.
public struct MixSolver: Sendable {
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

  /// The `count` best answers to each mix, best first, equal scores by row.
  ///
  /// - Parameter among: the rows that may be answers; nil means all.
  /// - Complexity: O(mixes x rows x dimension), in one matrix product.
  public func solve(_ mixes: [VectorMix], count: Int, among: Set<Int>? = nil) -> [[Answer]] {
    precondition(count >= 1, "at least one answer is wanted")
    guard !mixes.isEmpty, words.count > 0 else { return mixes.map { _ in [] } }
    let width = words.count
    let scores = words.cosines(with: mixes.flatMap(target))
    return scores.withUnsafeBufferPointer { scores in
      mixes.enumerated().map { index, mix in
        Self.best(
          count, of: UnsafeBufferPointer(rebasing: scores[index * width..<(index + 1) * width])
        ) { !mix.holds($0) && among?.contains($0) ?? true }
      }
    }
  }

  /// The unit vector along a mix.
  private func target(_ mix: VectorMix) -> [Float] {
    var sum = [Float](repeating: 0, count: words.units.dimension)
    for term in mix.terms {
      for (index, value) in words.units.row(term.row).enumerated() { sum[index] += term.weight * value }
    }
    return EmbeddingMatrix(count: 1, dimension: sum.count, values: sum).normalized().values
  }

  private static func best(
    _ count: Int, of scores: UnsafeBufferPointer<Float>, where isAnswer: (Int) -> Bool
  ) -> [Answer] {
    var best: [Answer] = []
    for row in scores.indices where best.count < count || scores[row] > best[count - 1].score {
      guard isAnswer(row) else { continue }
      if best.count == count { best.removeLast() }
      // Later rows stand behind earlier ones of the same score.
      let place = best.firstIndex { $0.score < scores[row] } ?? best.count
      best.insert(Answer(row: row, score: scores[row]), at: place)
    }
    return best
  }
}
