/// Rows of vectors with weights: what is near to some and far from others.
public struct VectorMix: Sendable, Equatable {
  /// A row and how much it counts; below 0 it counts against.
  public struct Term: Sendable, Equatable {
    let row: Int
    let weight: Float

    /// Creates a term.
    public init(_ row: Int, times weight: Float = 1) {
      self.row = row
      self.weight = weight
    }
  }

  let terms: [Term]

  /// Creates a mix.
  public init(_ terms: [Term]) { self.terms = terms }

  /// "a is to b as c is to ?", as rows: b - a + c (3CosAdd; Mikolov, Yih and Zweig, 2013).
  public init(analogy a: Int, _ b: Int, _ c: Int) {
    self.init([Term(b), Term(c), Term(a, times: -1)])
  }

  func holds(_ row: Int) -> Bool { terms.contains { $0.row == row } }
}
