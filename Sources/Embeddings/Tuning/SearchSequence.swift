#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The candidates of a ``SearchSpace``: the start, then quasi-random points, all distinct.
///
/// Points follow an additive recurrence with the generalised golden ratio (Roberts, "The unreasonable effectiveness of
/// quasirandom sequences", 2018), moved by the seed: every prefix of the sequence covers the space evenly, so a search may
/// end after any of them. In each dimension a candidate keeps the start's value with a chance of one half: a start that is
/// good already is seldom beaten by changing everything at once.
public struct SearchSequence: IteratorProtocol, Sequence, Sendable {
  private let space: SearchSpace
  private let steps: [Double]
  private var places: [Double]
  private var seen: Set<[String]> = []

  init(_ space: SearchSpace, seed: UInt64) {
    self.space = space
    // The positive root of x^(d + 1) = x + 1, by Newton's fixed point; dimension j advances by its -j-th power.
    var ratio = 2.0
    for _ in 0..<64 { ratio = pow(1 + ratio, 1 / Double(space.dimensions.count + 1)) }
    steps = space.dimensions.indices.map { pow(ratio, -Double($0 + 1)) }
    var random = RandomSource(seed: seed, stream: 0x7475)
    places = space.dimensions.map { _ in random.unitDouble() }
  }

  /// The next candidate, or nil when the space seems to hold no other.
  public mutating func next() -> TrainingParameters? {
    if seen.isEmpty {
      seen.insert(key(of: space.start))
      return space.start
    }
    for _ in 0..<Self.patience {
      var candidate = space.start
      for (index, dimension) in space.dimensions.enumerated() {
        places[index] = (places[index] + steps[index]).truncatingRemainder(dividingBy: 1)
        if places[index] >= 0.5 { dimension.set(&candidate, to: 2 * places[index] - 1) }
      }
      if seen.insert(key(of: candidate)).inserted { return candidate }
    }
    return nil
  }

  /// Points in a row that bring nothing new before the space counts as searched through.
  private static let patience = 1000

  private func key(of parameters: TrainingParameters) -> [String] { space.dimensions.map { $0.text(of: parameters) } }
}
