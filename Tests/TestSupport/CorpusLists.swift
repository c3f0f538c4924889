import Embeddings

/// The playlists of a corpus as arrays, wherever they lie.
public struct CorpusLists: Equatable, Sendable {
  /// Track ordinals by playlist number.
  public private(set) var ordinals: [[Int32]] = []
  /// Track ids by playlist number.
  public let tracks: [[String]]
  /// Playlist ids by playlist number.
  public private(set) var ids: [String] = []
  /// Playlist names by playlist number.
  public private(set) var names: [String] = []

  /// Copies them.
  public init(_ corpus: EncodedCorpus) throws {
    var ordinals: [[Int32]] = []
    try corpus.forEachPlaylist { ordinals.append(Array($0)) }
    self.ordinals = ordinals
    tracks = ordinals.map { $0.map { corpus.vocabulary.ids[Int($0)] } }
    try corpus.forEachPlaylistTitle { id, name in
      ids.append(String(decoding: id, as: UTF8.self))
      names.append(String(decoding: name, as: UTF8.self))
    }
  }
}

extension EncodedCorpus {
  /// Encodes playlists of track ids.
  public init(
    listing playlists: [(id: String, name: String, tracks: [String])], dates: ClosedRange<String>? = nil
  ) {
    var counts: [String: Int] = [:]
    for playlist in playlists { for track in playlist.tracks { counts[track, default: 0] += 1 } }
    let ids = counts.keys.sorted { (-counts[$0, default: 0], $0) < (-counts[$1, default: 0], $1) }
    let vocabulary = Vocabulary(ids: IdentifierTable(ids), counts: ids.map { counts[$0, default: 0] })
    self.init(
      vocabulary: vocabulary,
      trackOrdinals: playlists.flatMap(\.tracks).compactMap { vocabulary.ordinal(of: $0).map(Int32.init) },
      playlistOffsets: playlists.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.tracks.count) },
      playlistIDs: IdentifierTable(playlists.map(\.id)), playlistNames: StringTable(playlists.map(\.name)), dates: dates
    )
  }
}
