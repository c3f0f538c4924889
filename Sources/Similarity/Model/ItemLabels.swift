import Embeddings

/// What items of a kind have in common, as numbers: the main artist and the album of each, for caps.
struct ItemLabels: Sendable {
  /// The number of each item's main artist; an item of nobody has a number of its own.
  let artists: [UInt32]
  /// The number of each item's album; an item of none has a number of its own.
  let albums: [UInt32]

  /// Numbers the labels of a kind's items.
  ///
  /// - Complexity: O(items).
  init(of kind: ItemKind, in model: Model) {
    switch kind {
    case .track:
      artists = Self.numbered(model.parents.artists)
      albums = Self.numbered(model.parents.albums)
    case .album:
      artists = Self.numbered(model.albumArtists)
      albums = (0..<model[kind].count).map { UInt32($0) }
    case .artist, .playlist:
      artists = (0..<model[kind].count).map { UInt32($0) }
      albums = artists
    }
  }

  /// The same numbers, and a new one for each item that has none.
  private static func numbered(_ parents: [Int32]) -> [UInt32] {
    var next = (parents.max() ?? -1) + 1
    return parents.map { parent in
      if parent >= 0 { return UInt32(parent) }
      defer { next += 1 }
      return UInt32(next)
    }
  }
}
