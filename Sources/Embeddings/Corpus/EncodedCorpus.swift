/// Playlists as track ordinals: what every part after reading works on.
///
/// Playlists stand one after the other in one array (compressed sparse rows). A playlist keeps its order and its
/// repeated tracks; tracks under the minimum count are gone from it, so it may be empty.
public struct EncodedCorpus: Sendable {
  /// The tracks, numbered.
  public let vocabulary: Vocabulary
  /// Track ordinals of all playlists, each in `0..<vocabulary.count`.
  public let trackOrdinals: [Int32]
  /// Where playlist `i` starts in ``trackOrdinals``; `playlistCount + 1` values, rising from 0.
  public let playlistOffsets: [Int]
  /// Playlist ids by playlist number, all distinct.
  public let playlistIDs: IdentifierTable
  /// Playlist names by playlist number; an empty string where none was given.
  public let playlistNames: StringTable
  /// The first and the last playlist date (ISO 8601 text, as in the corpus), or nil when no playlist has one.
  public let dates: ClosedRange<String>?

  /// Creates a corpus from its parts, whose shapes must agree.
  public init(
    vocabulary: Vocabulary, trackOrdinals: [Int32], playlistOffsets: [Int], playlistIDs: IdentifierTable,
    playlistNames: StringTable, dates: ClosedRange<String>? = nil
  ) {
    precondition(
      playlistOffsets.first == 0 && playlistOffsets.last == trackOrdinals.count,
      "offsets must run from 0 to the number of occurrences")
    precondition(
      playlistIDs.count == playlistOffsets.count - 1 && playlistNames.count == playlistIDs.count,
      "one id and one name for each playlist")
    self.vocabulary = vocabulary
    self.trackOrdinals = trackOrdinals
    self.playlistOffsets = playlistOffsets
    self.playlistIDs = playlistIDs
    self.playlistNames = playlistNames
    self.dates = dates
  }

  /// How many playlists there are.
  public var playlistCount: Int { playlistOffsets.count - 1 }

  /// The track ordinals of playlist `index`, in playlist order.
  public func playlist(_ index: Int) -> ArraySlice<Int32> {
    trackOrdinals[playlistOffsets[index]..<playlistOffsets[index + 1]]
  }
}
