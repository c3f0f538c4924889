import Embeddings

/// Which tracks an album, an artist or a playlist has: what its vectors are composed of.
struct EntityMembership: Sendable {
  /// The items themselves.
  let list: ItemList
  /// The track ordinals of each item, at least one, each in `0..<vocabulary.count`; a playlist's in its order.
  let members: [ArraySlice<Int32>]

  /// No items at all.
  static let none = EntityMembership(
    list: ItemList(
      ids: IdentifierTable(StringTable()), names: StringTable(), credits: StringTable(), supports: [], groups: []),
    members: [])

  /// The albums that the catalog names for tracks of the vocabulary.
  static func albums(of vocabulary: Vocabulary, in catalog: Catalog) -> EntityMembership {
    collect(vocabulary, catalog) { track in
      guard let id = track.albumID else { return [] }
      return [(id, track.albumTitle ?? "", track.artists.first?.name ?? "")]
    }
  }

  /// The artists that the catalog credits, main or featured, for tracks of the vocabulary.
  static func artists(of vocabulary: Vocabulary, in catalog: Catalog) -> EntityMembership {
    collect(vocabulary, catalog) { track in track.artists.map { ($0.id, $0.name, "") } }
  }

  /// The playlists of a corpus that have a track left.
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  static func playlists(of corpus: EncodedCorpus) throws -> EntityMembership {
    var ids = StringTable()
    var names = StringTable()
    var tracks: [Int32] = []
    tracks.reserveCapacity(corpus.occurrenceCount)
    var ends: [Int] = []
    try corpus.forEachPlaylist {
      tracks.append(contentsOf: $0)
      ends.append(tracks.count)
    }
    var members: [ArraySlice<Int32>] = []
    var (playlist, start) = (0, 0)
    try corpus.forEachPlaylistTitle { id, name in
      let range = start..<ends[playlist]
      (playlist, start) = (playlist + 1, range.upperBound)
      guard !range.isEmpty else { return }
      ids.append(utf8: id)
      names.append(utf8: name)
      members.append(tracks[range])
    }
    let identifiers = IdentifierTable(ids)
    let list = ItemList(
      ids: identifiers, names: names, credits: StringTable(repeatElement("", count: ids.count)),
      supports: members.map(\.count), groups: RecordingMap.playlists(identifiers))
    return EntityMembership(list: list, members: members)
  }

  /// Gathers tracks under the items that `entities` names for each, items in the order of their most popular track.
  private static func collect(
    _ vocabulary: Vocabulary, _ catalog: Catalog,
    entities: (CatalogTrack) -> [(id: String, name: String, credit: String)]
  ) -> EntityMembership {
    var numbers: [String: Int] = [:]
    var ids = StringTable()
    var names = StringTable()
    var credits = StringTable()
    var tracks: [[Int32]] = []
    for ordinal in 0..<vocabulary.count {
      guard let track = catalog.track(vocabulary.ids[ordinal]) else { continue }
      for entity in entities(track) {
        if let number = numbers[entity.id] {
          if tracks[number].last != Int32(ordinal) { tracks[number].append(Int32(ordinal)) }
        } else {
          numbers[entity.id] = tracks.count
          ids.append(entity.id)
          names.append(entity.name)
          credits.append(entity.credit)
          tracks.append([Int32(ordinal)])
        }
      }
    }
    let list = ItemList(
      ids: IdentifierTable(ids), names: names, credits: credits,
      supports: tracks.map { $0.reduce(0) { $0 + vocabulary.counts[Int($1)] } },
      groups: (0..<Int32(tracks.count)).map { $0 })
    return EntityMembership(list: list, members: tracks.map { $0[...] })
  }
}
