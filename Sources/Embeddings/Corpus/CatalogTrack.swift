/// An artist as a catalog names it.
public struct Artist: Sendable, Equatable {
  /// The id; several credits may share it.
  public var id: String
  /// The name as credited.
  public var name: String

  /// Creates an artist from its parts.
  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

/// What a catalog knows about one track.
public struct CatalogTrack: Sendable, Equatable {
  /// The track id, as in playlists.
  public var id: String
  /// The title; may be empty.
  public var title: String
  /// The artists, main artist first; may be empty.
  public var artists: [Artist]
  /// The album's id.
  public var albumID: String?
  /// The album's title.
  public var albumTitle: String?
  /// The length in seconds.
  public var durationSeconds: Int?
  /// What two releases of one recording share.
  public var recordingID: String?
  /// What a question may ask for: markets it may be played in, languages, moods. Distinct, none empty.
  public var labels: [String]

  /// Creates a track from its parts.
  public init(
    id: String, title: String, artists: [Artist] = [], albumID: String? = nil, albumTitle: String? = nil,
    durationSeconds: Int? = nil, recordingID: String? = nil, labels: [String] = []
  ) {
    self.id = id
    self.title = title
    self.artists = artists
    self.albumID = albumID
    self.albumTitle = albumTitle
    self.durationSeconds = durationSeconds
    self.recordingID = recordingID
    self.labels = labels
  }
}
