import Files

/// Makes a corpus of music that does not exist, with a structure that is known.
///
/// A playlist has a theme, one scene or two, mostly of one genre. Its tracks come from these by popularity (Zipf), with
/// runs of one artist and some noise from anywhere; lengths are log-normal and dates run over a year. So tracks of one
/// scene belong together, tracks of one genre somewhat, and `truth.tsv` says which.
///
/// One seed gives the same bytes on every machine: no step uses a function whose last bit may differ.
public struct CorpusGenerator: Sendable {
  /// The catalog.
  public let music: MadeUpMusic
  private let parameters: CorpusGeneratorParameters
  private let scenes: ZipfSampler
  private let everything: ZipfSampler
  private let withinScene: [ZipfSampler]

  /// What was made.
  public struct Summary: Sendable, Equatable {
    /// Tracks in the catalog.
    public let tracks: Int
    /// Playlists.
    public let playlists: Int
    /// Track occurrences in them.
    public let occurrences: Int
  }

  /// Makes the catalog; playlists come with ``generate(into:disk:)``.
  ///
  /// - Precondition: The parameters have no ``CorpusGeneratorParameters/fault``.
  public init(parameters: CorpusGeneratorParameters = .init()) {
    precondition(parameters.fault == nil, parameters.fault ?? "")
    self.parameters = parameters
    let music = MadeUpMusic(parameters: parameters)
    var random = RandomSource(seed: parameters.seed, stream: 2)
    scenes = ZipfSampler(count: parameters.scenes, random: &random)
    everything = ZipfSampler(count: parameters.tracks, random: &random)
    withinScene = music.sceneTracks.map { ZipfSampler(count: $0.count, random: &random) }
    self.music = music
  }

  /// Writes `playlists.tsv` (four fields), `tracks.tsv` (eight fields) and `truth.tsv` (track, genre, scene, artist id,
  /// recording id) into a folder, which is made if it is not there.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  @discardableResult
  public func generate(into folder: String, disk: Disk = .system) throws -> Summary {
    try Paths.createFolder(folder)
    var catalog = Catalog()
    var truth = try DurableFile(path: Paths.join(folder, "truth.tsv"), disk: disk)
    for track in music.tracks {
      let description = track.description
      catalog.insert(description)
      let fields = [
        description.id, track.genre, track.scene, description.artists[0].id, description.recordingID ?? "",
      ]
      try truth.write(fields.joined(separator: "\t") + "\n")
    }
    try truth.commit()
    try catalog.write(to: Paths.join(folder, "tracks.tsv"), disk: disk)

    var writer = try PlaylistWriter(path: Paths.join(folder, "playlists.tsv"), disk: disk)
    var occurrences = 0
    try forEachPlaylist { playlist in
      occurrences += playlist.tracks.count
      try writer.write(playlist)
    }
    try writer.commit()
    return Summary(tracks: music.tracks.count, playlists: parameters.playlists, occurrences: occurrences)
  }

  /// Hands every playlist to `body`, always the same ones in the same order.
  public func forEachPlaylist(_ body: (Playlist) throws -> Void) rethrows {
    var random = RandomSource(seed: parameters.seed, stream: 3)
    var names = MadeUpNames(random: RandomSource(seed: parameters.seed, stream: 4))
    let newYear = CivilDate(year: 2025, month: 1, day: 1).daysSince1970
    for number in 1...parameters.playlists {
      let theme = theme(&random)
      let day = newYear + (number - 1) * 365 / parameters.playlists
      try body(
        Playlist(
          id: "p\(number)", name: names.playlist(scene: music.sceneNames[theme[0]]),
          date: CivilDate(daysSince1970: day).text, tracks: tracks(of: theme, &random)))
    }
  }

  /// One scene, or two that mostly share a genre.
  private func theme(_ random: inout RandomSource) -> [Int] {
    let first = scenes.next(&random)
    guard random.unitDouble() < parameters.twoSceneShare else { return [first] }
    let wantsOtherGenre = random.unitDouble() < parameters.otherGenreShare
    let candidates = music.sceneGenres.indices.filter {
      $0 != first && (music.sceneGenres[$0] != music.sceneGenres[first]) == wantsOtherGenre
    }
    return [first] + (random.pick(candidates).map { [$0] } ?? [])
  }

  private func tracks(of theme: [Int], _ random: inout RandomSource) -> [String] {
    let length = length(&random)
    var chosen: [Int32] = []
    var seen: Set<Int32> = []
    // A small scene may not hold as many tracks as wanted; then the playlist stays shorter.
    for _ in 0..<length * 4 where chosen.count < length {
      let track = nextTrack(of: theme, after: chosen.last, &random)
      if seen.insert(track).inserted { chosen.append(track) }
    }
    return chosen.map { music.tracks[Int($0)].description.id }
  }

  private func nextTrack(of theme: [Int], after last: Int32?, _ random: inout RandomSource) -> Int32 {
    let dice = random.unitDouble()
    if dice < parameters.noiseShare { return Int32(everything.next(&random)) }
    if dice < parameters.noiseShare + parameters.artistRunShare, let last {
      let shelf = music.artistTracks[music.trackArtists[Int(last)]]
      return shelf[random.below(shelf.count)]
    }
    let scene = theme[random.below(theme.count)]
    return music.sceneTracks[scene][withinScene[scene].next(&random)]
  }

  /// A log-normal length, at least 4 and at most twelve times the median.
  private func length(_ random: inout RandomSource) -> Int {
    // The sum of twelve uniform numbers has variance 1 and is as good as normal here.
    let normal = (0..<12).reduce(-6.0) { sum, _ in sum + random.unitDouble() }
    let length = Double(parameters.medianLength) * Self.powerOfTwo(0.75 * normal)
    return min(max(4, Int(length)), parameters.medianLength * 12)
  }

  /// 2 to the power of `exponent` to 24 bits, by square roots alone, which IEEE 754 rounds the same everywhere.
  static func powerOfTwo(_ exponent: Double) -> Double {
    var fraction = exponent - exponent.rounded(.down)
    var result = 1.0
    var root = 2.0
    for _ in 0..<24 {
      root = root.squareRoot()
      fraction *= 2
      if fraction >= 1 {
        result *= root
        fraction -= 1
      }
    }
    return Double(sign: .plus, exponent: Int(exponent.rounded(.down)), significand: result)
  }
}
