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
