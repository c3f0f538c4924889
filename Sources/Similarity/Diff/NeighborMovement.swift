import Embeddings

/// How far the nearest neighbours of items moved, by kind and popularity.
public struct NeighborMovement: Sendable {
  /// How often items of a band occur beside others of their kind.
  public enum Band: String, Sendable, CaseIterable {
    /// The tenth that occurs most, the next four tenths, and the half that occurs least.
    case head, middle, tail
  }

  /// What a training with another seed leaves of the neighbours.
  public struct Chance: Sendable {
    /// The mean share of neighbours that it keeps.
    public let kept: Double
    /// How much less is kept than by chance, and its standard error over the items.
    public let lessKept: Estimate

    /// How much less is kept, or 0 when it is not less.
    public var drop: Double { max(0, lessKept.mean) }
  }

  /// The kind and the band.
  public let kind: ItemKind
  public let band: Band
  /// How many items were looked at.
  public let items: Int
  /// The mean share of an item's ten nearest that are still among its ten nearest, counting items that all models have.
  public let kept: Double
  /// What chance would do; nil without a reseed.
  public let chance: Chance?
  /// The items that kept least beside what chance keeps, at most five, where the band moved beyond chance.
  public let movedItems: [NamedItem]

  /// Whether the neighbours moved farther than by chance: clearly, and by an amount that matters.
  public var isBeyondChance: Bool {
    guard let chance else { return false }
    return chance.lessKept.mean > Self.leastDrop
      && chance.lessKept.mean > Self.leastDeviation * chance.lessKept.standardError
  }

  /// Runs of one corpus with different seeds differ in their mean by up to two in a hundred.
  private static let leastDrop = 0.04
  private static let leastDeviation = 4.0
}

extension NeighborMovement {
  /// The same without naming items: of a band that moved by chance, none moved more than others.
  var withoutItems: NeighborMovement {
    NeighborMovement(kind: kind, band: band, items: items, kept: kept, chance: chance, movedItems: [])
  }
}
