/// How much a pair counts, by the number of positives that its track has in that playlist.
///
/// A playlist of n tracks has n(n - 1) pairs: unweighted, one list of 250 tracks outweighs four hundred lists of 12.
public enum PairWeight: String, Sendable, CaseIterable, Codable {
  /// Every pair counts 1: a playlist weighs as the square of its length.
  case equal
  /// A pair counts 1/√m where its track has m positives: between the other two.
  case inverseSquareRoot = "inverse-square-root"
  /// A pair counts 1/m where its track has m positives: a playlist weighs as its length.
  case inverse

  /// The weight of all `positives` pairs of a track together.
  func total(positives: Int) -> Float {
    switch self {
    case .equal: Float(positives)
    case .inverseSquareRoot: Float(positives).squareRoot()
    case .inverse: positives > 0 ? 1 : 0
    }
  }
}
