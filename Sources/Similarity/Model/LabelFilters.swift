import ANNIndex
import Embeddings

/// The items that have a label, by kind and label: which of them a question for a market or a mood may return.
///
/// A track has the labels of the catalog, an album or artist those of any of its tracks (as main artist), and a playlist those that
/// at least half of its tracks have; a playlist that is not in the model's sample has none.
struct LabelFilters: Sendable {
  private let filters: [ItemKind: [String: Filter]]

  /// Gathers the labels of a model that was loaded with its catalog and its sample of playlists.
  ///
  /// - Complexity: O(tracks x their labels), and a bit for each item and label.
  init(of model: Model) {
    var filters: [ItemKind: [String: Filter]] = [:]
    var tracks: [String: [Int]] = [:]
    if model.catalog.hasLabels {
      let ids = model[.track].list.ids
      for ordinal in 0..<ids.count {
        for label in model.catalog.track(ids[ordinal])?.labels ?? [] { tracks[label, default: []].append(ordinal) }
      }
    }
    for (label, members) in tracks {
      let holders = Filter(count: model[.track].count, eligible: members)
      filters[.track, default: [:]][label] = holders
      func parents(_ ordinals: [Int32], of kind: ItemKind) -> Filter {
        Filter(count: model[kind].count, eligible: members.lazy.map { Int(ordinals[$0]) }.filter { $0 >= 0 })
      }
      filters[.album, default: [:]][label] = parents(model.parents.albums, of: .album)
      filters[.artist, default: [:]][label] = parents(model.parents.artists, of: .artist)
      if let sample = model.sample, model[.playlist].count > 0 {
        filters[.playlist, default: [:]][label] = Filter(
          count: model[.playlist].count,
          eligible: (0..<sample.count).lazy.filter { position in
            var labelled = 0
            sample.tracks.forEach(in: position) { labelled += holders.contains($0) ? 1 : 0 }
            return 2 * labelled >= Int(sample.tracks.counts[position])
          }.map { Int(sample.ordinals[$0]) }.filter { $0 < model[.playlist].count })
      }
    }
    self.filters = filters
  }

  /// The items of a kind that have all of some labels; none for a label that no item has.
  func items(_ kind: ItemKind, with labels: [String], count: Int) -> Filter {
    var result = Filter(count: count, allEligible: true)
    for label in labels { result.formIntersection(filters[kind]?[label] ?? Filter(count: count)) }
    return result
  }
}
