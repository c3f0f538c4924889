/// A way to continue a playlist: gives every track a score for some seeds.
///
/// A recommender is asked by several threads at once.
public protocol Recommender: Sendable {
  /// What the method is called in reports: `model`, `vectors`, `popular`, `item-neighbours`, `positive-pmi`, `random`.
  var method: String { get }

  /// Scores every track of the vocabulary; higher is better.
  ///
  /// - Parameters:
  ///   - seeds: Track ordinals, at least one, all distinct.
  ///   - scores: One place for each track of the vocabulary, with no defined content.
  func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>)

  /// Scores every track for several lists of seeds at once: row-major, lists x vocabulary.
  ///
  /// The default asks for one list after the other.
  func score(batch: [[Int32]], into scores: UnsafeMutableBufferPointer<Float>)
}

extension Recommender {
  public func score(batch: [[Int32]], into scores: UnsafeMutableBufferPointer<Float>) {
    guard !batch.isEmpty else { return }
    let width = scores.count / batch.count
    for (row, seeds) in batch.enumerated() {
      score(seeds: seeds, into: UnsafeMutableBufferPointer(rebasing: scores[row * width..<(row + 1) * width]))
    }
  }
}
