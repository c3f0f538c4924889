import Embeddings

/// A track that is in more or fewer of the playlists than before.
public struct PopularityChange: Sendable {
  /// The track.
  public let item: NamedItem
  /// How often it occurs in a thousand playlists, before and after.
  public let before: Double
  public let after: Double

  /// Standard errors that a change must exceed: playlists are no coin tosses, so that three would not do.
  private static let leastDeviation = 6.0
  /// How many times more or less often it must occur at least.
  private static let leastRatio = 1.5

  /// The tracks that rose and fell most, at most ten of each, in order.
  static func largest(from old: Model, to new: Model) -> (risers: [PopularityChange], fallers: [PopularityChange]) {
    guard let older = old.manifest.corpus?.playlists, let newer = new.manifest.corpus?.playlists, older > 0, newer > 0
    else { return ([], []) }
    let list = new[.track].list
    var changes: [(ordinal: Int, ratio: Double, before: Double, after: Double)] = []
    for ordinal in 0..<list.count {
      let place = list.ids.strings.withBytes(at: ordinal) { old[.track].list.ids.ordinal(ofUTF8: $0) }
      guard let place else { continue }
      let before = Double(old[.track].list.supports[place]) / Double(older)
      let after = Double(list.supports[ordinal]) / Double(newer)
      let variance = before / Double(older) + after / Double(newer)
      guard abs(after - before) > leastDeviation * variance.squareRoot(),
        max(after / before, before / after) >= leastRatio
      else { continue }
      changes.append((ordinal, after / before, 1000 * before, 1000 * after))
    }
    changes.sort { ($0.ratio, $1.ordinal) > ($1.ratio, $0.ordinal) }
    func named(_ change: (ordinal: Int, ratio: Double, before: Double, after: Double)) -> PopularityChange {
      PopularityChange(item: NamedItem(.track, change.ordinal, in: new), before: change.before, after: change.after)
    }
    return (
      changes.prefix { $0.ratio > 1 }.prefix(10).map(named),
      changes.reversed().prefix { $0.ratio < 1 }.prefix(10).map(named)
    )
  }
}
