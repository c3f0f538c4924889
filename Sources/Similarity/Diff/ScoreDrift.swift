import Embeddings

/// The score of a track for a track that is at a percentile: what a threshold on raw scores would have to follow.
public struct ScoreDrift: Sendable {
  /// The relation, and the share of random pairs that score less.
  public let relation: Relation
  public let percentile: Double
  /// The score in both models.
  public let before: Float
  public let after: Float
  /// How far it moved by chance; nil without a reseed.
  public let byChance: Float?

  /// Whether it moved farther than by chance.
  public var isBeyondChance: Bool {
    guard let byChance else { return false }
    return abs(after - before) > 3 * byChance + 0.03
  }

  /// The drift of every relation at several percentiles.
  ///
  /// - Parameter chance: two trainings of the same playlists.
  static func all(from old: Model, to new: Model, chance: (Model, Model)?) -> [ScoreDrift] {
    func score(_ model: Model, _ relation: Relation, _ percentile: Double) -> Float {
      model.percentiles(from: .track, to: .track, relation: relation).score(atPercentile: percentile)
    }
    guard old[.track].count > 0, new[.track].count > 0 else { return [] }
    return Relation.allCases.flatMap { relation in
      [0.9, 0.99].map { percentile in
        ScoreDrift(
          relation: relation, percentile: percentile, before: score(old, relation, percentile),
          after: score(new, relation, percentile),
          byChance: chance.map { abs(score($0.0, relation, percentile) - score($0.1, relation, percentile)) })
      }
    }
  }
}
