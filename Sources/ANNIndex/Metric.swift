/// How two rows are compared; a score is always higher for what is nearer.
public enum Metric: String, Sendable, Codable, CaseIterable {
  /// The cosine of the angle between two rows, in `-1...1`. Rows are normalised once, inside the index; the cosine with
  /// a row of zeros is 0.
  case cosine
  /// The inner product. Longer rows score higher, and a row need not be its own nearest neighbour.
  case innerProduct = "ip"
  /// The squared Euclidean distance, negated.
  case l2
}
