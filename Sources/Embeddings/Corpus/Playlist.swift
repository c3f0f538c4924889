/// A playlist as strings: for evaluation files, tests and tools; training works on ``EncodedCorpus``.
public struct Playlist: Sendable, Equatable {
  /// The id, distinct within a corpus.
  public var id: String
  /// The name, or an empty string.
  public var name: String
  /// The date, or date and time, in ISO 8601, or an empty string.
  public var date: String
  /// Track ids in playlist order, with repetitions.
  public var tracks: [String]

  /// Creates a playlist from its parts.
  public init(id: String, name: String = "", date: String = "", tracks: [String]) {
    self.id = id
    self.name = name
    self.date = date
    self.tracks = tracks
  }
}
