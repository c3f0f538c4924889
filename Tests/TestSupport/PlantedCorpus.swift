import Embeddings

/// A small made-up corpus whose truth is known: tracks of one scene share playlists, tracks of two scenes do not.
///
/// Track `s2t05` is the sixth of scene 2. Each scene has its artists (`s2a1`) and each artist one album (`s2b1`). The
/// last two tracks of a scene are releases of one recording. Playlist `s2p07@2026-01-02` belongs to scene 2; playlists
/// come in pairs of editions.
public struct PlantedCorpus: Sendable {
  /// The playlists, encoded.
  public let corpus: EncodedCorpus
  /// What is known of the tracks.
  public let catalog: Catalog
  /// How many scenes there are.
  public let scenes: Int
  /// How many tracks a scene has.
  public let tracksPerScene: Int

  /// Plants a corpus.
  public init(
    scenes: Int = 4, tracksPerScene: Int = 12, playlistsPerScene: Int = 40, tracksPerPlaylist: Int = 7, seed: UInt64 = 1
  ) {
    var random = RandomSource(seed: seed)
    self.scenes = scenes
    self.tracksPerScene = tracksPerScene
    var playlists: [(id: String, name: String, tracks: [String])] = []
    for scene in 0..<scenes {
      for number in 0..<playlistsPerScene {
        var tracks = (0..<tracksPerScene).map { Self.trackID(scene, $0) }
        tracks.shuffle(using: &random)
        playlists.append(
          (
            "s\(scene)p\(Self.twoDigits(number / 2))@2026-01-0\(1 + number % 2)", "Scene \(scene)",
            Array(tracks.prefix(tracksPerPlaylist))
          ))
      }
    }
    playlists.shuffle(using: &random)
    corpus = EncodedCorpus(listing: playlists, dates: "2026-01-01"..."2026-01-02")
    catalog = Self.catalog(scenes: scenes, tracksPerScene: tracksPerScene)
  }

  /// The scene of a track, album, artist or playlist id.
  public static func scene(of id: String) -> Int? {
    id.dropFirst().prefix { $0.isNumber }.isEmpty ? nil : Int(id.dropFirst().prefix { $0.isNumber })
  }

  /// The id of a scene's track.
  public static func trackID(_ scene: Int, _ number: Int) -> String { "s\(scene)t\(twoDigits(number))" }

  private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func catalog(scenes: Int, tracksPerScene: Int) -> Catalog {
    var catalog = Catalog()
    for scene in 0..<scenes {
      for number in 0..<tracksPerScene {
        let isRelease = number >= tracksPerScene - 2
        let artist = isRelease ? 0 : number % 3
        catalog.insert(
          CatalogTrack(
            id: trackID(scene, number), title: isRelease ? "Song \(scene) again" : "Song \(scene).\(number)",
            artists: [Artist(id: "s\(scene)a\(artist)", name: "Artist \(scene).\(artist)")],
            albumID: isRelease ? "s\(scene)b9\(number)" : "s\(scene)b\(artist)", albumTitle: "Album \(scene).\(artist)",
            durationSeconds: 180 + number, recordingID: isRelease ? "s\(scene)r" : nil))
      }
    }
    return catalog
  }
}
