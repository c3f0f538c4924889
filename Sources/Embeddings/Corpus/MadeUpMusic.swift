/// A made-up catalog whose structure is known: genres hold scenes, scenes artists, artists albums, albums tracks.
public struct MadeUpMusic: Sendable {
  /// A track with what was planted in it.
  public struct Track: Sendable, Equatable {
    /// What a catalog says of it.
    public let description: CatalogTrack
    /// The name of its genre.
    public let genre: String
    /// The name of its scene, distinct among all scenes.
    public let scene: String
  }

  /// All tracks, `t1`, `t2`, and so on; neighbours in the list have nothing in common.
  public let tracks: [Track]

  /// Genre number of each scene.
  let sceneGenres: [Int]
  let sceneNames: [String]
  /// Artist number of each track.
  let trackArtists: [Int]
  /// Tracks of each artist.
  let artistTracks: [[Int32]]
  /// Tracks of each scene.
  let sceneTracks: [[Int32]]

  /// Makes a catalog.
  ///
  /// - Precondition: The parameters have no fault.
  init(parameters: CorpusGeneratorParameters) {
    var random = RandomSource(seed: parameters.seed, stream: 0)
    var names = MadeUpNames(random: RandomSource(seed: parameters.seed, stream: 1))

    let genreNames = (0..<parameters.genres).map { _ in names.genre() }
    let sceneNames = (0..<parameters.scenes).map { _ in names.scene() }
    let sceneGenres = (0..<parameters.scenes).map { $0 % parameters.genres }
    let artistNames = (0..<parameters.artists).map { _ in names.artist() }

    // An artist has a track, and then more the more popular they are. Popularity has nothing to do with the scene.
    var trackArtists = Array(0..<parameters.artists)
    let sizes = ZipfSampler(count: parameters.artists, random: &random)
    while trackArtists.count < parameters.tracks { trackArtists.append(sizes.next(&random)) }
    random.shuffle(&trackArtists)

    var artistTracks = [[Int32]](repeating: [], count: parameters.artists)
    var sceneTracks = [[Int32]](repeating: [], count: parameters.scenes)
    for (track, artist) in trackArtists.enumerated() {
      artistTracks[artist].append(Int32(track))
      sceneTracks[artist % parameters.scenes].append(Int32(track))
    }

    var descriptions = [CatalogTrack](repeating: CatalogTrack(id: "", title: ""), count: parameters.tracks)
    var albumCount = 0
    var recordingCount = 0
    for artist in 0..<parameters.artists {
      let shelf = Shelf(
        artist: Artist(id: "a\(artist + 1)", name: artistNames[artist]), tracks: artistTracks[artist],
        alternateShare: parameters.alternateReleaseShare)
      shelf.fill(&descriptions, &albumCount, &recordingCount, &names, &random)
    }
    tracks = descriptions.enumerated().map { track, description in
      let scene = trackArtists[track] % parameters.scenes
      return Track(description: description, genre: genreNames[sceneGenres[scene]], scene: sceneNames[scene])
    }
    self.sceneGenres = sceneGenres
    self.sceneNames = sceneNames
    self.trackArtists = trackArtists
    self.artistTracks = artistTracks
    self.sceneTracks = sceneTracks
  }

  /// The records of one artist.
  private struct Shelf {
    let artist: Artist
    let tracks: [Int32]
    let alternateShare: Double

    /// Describes the artist's tracks: albums of four to twelve tracks, and alternate releases on a collection.
    func fill(
      _ descriptions: inout [CatalogTrack], _ albumCount: inout Int, _ recordingCount: inout Int,
      _ names: inout MadeUpNames, _ random: inout RandomSource
    ) {
      var originals: [Int32] = []
      var titles: Set<String> = []
      var collection: String?
      var album = (id: "", title: "", room: 0)
      for track in tracks {
        if let original = random.pick(originals), random.unitDouble() < alternateShare {
          if collection == nil {
            albumCount += 1
            collection = "b\(albumCount)"
          }
          var description = descriptions[Int(original)]
          description.id = "t\(track + 1)"
          description.albumID = collection
          description.albumTitle = "\(artist.name): Collected"
          descriptions[Int(track)] = description
          continue
        }
        if album.room == 0 {
          albumCount += 1
          album = ("b\(albumCount)", names.album(), 4 + random.below(9))
        }
        album.room -= 1
        recordingCount += 1
        var title = names.title()
        while !titles.insert(title).inserted { title = "\(title), Part \(titles.count)" }
        descriptions[Int(track)] = CatalogTrack(
          id: "t\(track + 1)", title: title, artists: [artist], albumID: album.id, albumTitle: album.title,
          durationSeconds: 120 + random.below(120) + random.below(90), recordingID: "r\(recordingCount)")
        originals.append(track)
      }
    }
  }
}
