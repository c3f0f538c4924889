/// What a made-up corpus should look like.
public struct CorpusGeneratorParameters: Sendable, Equatable {
  /// The seed: one seed, one corpus, byte for byte.
  public var seed: UInt64 = 1
  /// Tracks in the catalog, alternate releases included; at least ``artists``.
  public var tracks = 2000
  /// Playlists.
  public var playlists = 3000
  /// Genres; at least 1.
  public var genres = 4
  /// Scenes, all genres together; at least ``genres``.
  public var scenes = 16
  /// Artists, all scenes together; at least ``scenes``.
  public var artists = 200
  /// The median length of a playlist in tracks; lengths are log-normal.
  public var medianLength = 16
  /// The share of playlists that mix two scenes.
  public var twoSceneShare = 0.35
  /// The share of those whose second scene is of another genre.
  public var otherGenreShare = 0.15
  /// The share of tracks in a playlist that come from anywhere.
  public var noiseShare = 0.06
  /// The share of tracks in a playlist that continue with the artist of the track before.
  public var artistRunShare = 0.12
  /// The share of tracks that are another release of a recording of the same artist.
  public var alternateReleaseShare = 0.05

  /// Creates the default parameters.
  public init() {}

  /// What contradicts itself, in words, or nil when all is well.
  public var fault: String? {
    if genres < 1 { return "a corpus needs at least 1 genre" }
    if scenes < genres { return "\(genres) genres need at least as many scenes, not \(scenes)" }
    if artists < scenes { return "\(scenes) scenes need at least as many artists, not \(artists)" }
    if tracks < artists { return "\(artists) artists need at least as many tracks, not \(tracks)" }
    if tracks >= Int(Int32.max) { return "a catalog holds fewer than 2^31 tracks" }
    if playlists < 1 { return "a corpus needs at least 1 playlist" }
    if medianLength < 2 { return "playlists need a median length of at least 2" }
    let shares = [twoSceneShare, otherGenreShare, noiseShare, artistRunShare, alternateReleaseShare]
    if !shares.allSatisfy({ (0...1).contains($0) }) { return "shares lie in 0...1" }
    return nil
  }
}
