import Embeddings

/// How well held-out playlists are continued: NDCG@10 of the hidden second half, by *together*.
public struct EvaluationDelta: Sendable {
  /// The mean over playlists, before and after.
  public let before: Double
  public let after: Double
  /// The mean difference of a playlist, and its standard error.
  public let difference: Estimate
  /// The mean difference between two trainings of the same playlists; nil without a reseed.
  public let byChance: Double?
  /// How many playlists were asked.
  public let playlists: Int

  /// The interval that holds the mean difference with 95 % confidence.
  public var interval: ClosedRange<Double> {
    let half = 1.96 * difference.standardError
    return difference.mean - half...difference.mean + half
  }

  /// Whether it is better or worse beyond what chance does: once in a thousand that is a mistake.
  public var isBeyondChance: Bool {
    abs(difference.mean) > 3.3 * difference.standardError && abs(difference.mean) > 2 * abs(byChance ?? 0)
  }

  init(from old: Model, to new: Model, chance: (Model, Model)?, heldOut: [[String]]) {
    func measure(_ model: Model) -> [Double] {
      Continuation(vocabulary: model.vocabulary, task: .half).evaluateEach(
        ModelRecommender(model, relation: .together), playlists: heldOut
      ).map(\.ndcgAt10)
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
    let (older, newer) = (measure(old), measure(new))
    (before, after) = (mean(older), mean(newer))
    playlists = older.count
    difference = Estimate(meanOf: older.isEmpty ? [0] : zip(newer, older).map { $0 - $1 })
    byChance = chance.map { twin, reseed in
      mean(measure(reseed)) - (twin.version == old.version ? mean(older) : mean(newer))
    }
  }
}
