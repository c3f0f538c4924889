/// Which columns of a table mean what.
///
/// A column is named as in the header (letter case does not matter) or given as a number from 1. A column left nil is
/// looked for under its usual names; an optional one that is not there is not missed. An empty string says "there is
/// no such column", even if a usual name stands in the header.
public struct CSVColumns: Sendable, Equatable {
  /// The playlist (session, user) a line belongs to. Required.
  public var playlist: String?
  /// The track of a line. Required unless ``trackList`` is there.
  public var track: String?
  /// All tracks of a playlist in one field, for tables with one line for each playlist.
  public var trackList: String?
  /// The place of the track in its playlist: a number or an ISO 8601 time. Without it the lines' order counts.
  public var position: String?
  /// The playlist's name.
  public var name: String?
  /// The playlist's date in ISO 8601.
  public var date: String?
  /// The track's title.
  public var title: String?
  /// The track's artist, as a name.
  public var artist: String?
  /// The track's artist, as an id.
  public var artistID: String?
  /// The track's album, as a title.
  public var album: String?
  /// The track's album, as an id.
  public var albumID: String?

  /// Creates columns that are all to be found under their usual names.
  public init() {}
}
