/// Which tracks of a held-out playlist are hidden, after every repeat of a track has been dropped.
public enum ContinuationTask: String, Sendable, CaseIterable {
  /// The last one: what comes next?
  case last
  /// The second half, the larger one where the number is odd: how does it go on?
  case half

  /// How many of `count` distinct tracks, at least two, are seeds; the rest is hidden.
  func seedCount(of count: Int) -> Int { self == .last ? count - 1 : count / 2 }
}
