/// One row found by a search.
///
/// Answers are ordered by falling score, then by rising ordinal, so that equal scores have one order.
public struct Neighbor: Sendable, Equatable {
  /// The row's position among the rows the index was built from, in `0..<count`.
  public let ordinal: Int
  /// How near the row is, by the index's ``Metric``: cosine, inner product, or the negated squared distance.
  public let score: Float

  /// Creates a neighbour from its parts.
  public init(ordinal: Int, score: Float) {
    self.ordinal = ordinal
    self.score = score
  }
}
