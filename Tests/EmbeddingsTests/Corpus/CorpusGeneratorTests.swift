import Files
import TestSupport
import Testing

@testable import Embeddings

@Suite struct CorpusGeneratorTests {
  private var small: CorpusGeneratorParameters {
    var parameters = CorpusGeneratorParameters()
    parameters.seed = 7
    parameters.tracks = 600
    parameters.playlists = 800
    parameters.genres = 4
    parameters.scenes = 12
    parameters.artists = 80
    return parameters
  }

  @Test func the_committed_corpus_comes_out_of_its_parameters_byte_for_byte() throws {
    let folder = try TemporaryFolder()
    let summary = try CorpusGenerator(parameters: small).generate(into: folder("made/here"))
    #expect(summary.tracks == 600 && summary.playlists == 800)
    for name in ["playlists.tsv", "tracks.tsv", "truth.tsv"] {
      let made = try ByteSource.readAll(path: folder("made/here/\(name)"))
      #expect(made == (try ByteSource.readAll(path: Samples.path("small/\(name)"))), "\(name)")
    }
    var other = small
    other.seed = 8
    #expect(CorpusGenerator(parameters: other).music.tracks != CorpusGenerator(parameters: small).music.tracks)
  }

  @Test func every_file_of_it_is_read_without_a_reject() throws {
    let reading = try Samples.read([Samples.path("small")])
    #expect(reading.report.rejected == 0)
    #expect(reading.report.playlists == 800)
    let (catalog, report) = try Catalog.read(path: Samples.path("small"), isStrict: true)
    #expect(report.tracks == 600)
    for track in reading.playlists.joinedTracks { #expect(catalog.track(track) != nil) }
    for playlist in reading.playlists {
      #expect(playlist.tracks.count >= 3 && Set(playlist.tracks).count == playlist.tracks.count)
    }
  }

  @Test func tracks_of_a_scene_meet_far_above_chance_and_of_a_genre_above_it() {
    let generator = CorpusGenerator(parameters: small)
    let tracks = Dictionary(uniqueKeysWithValues: generator.music.tracks.map { ($0.description.id, $0) })
    var pairs = 0
    var sameScene = 0
    var sameGenre = 0
    generator.forEachPlaylist { playlist in
      for (left, right) in zip(playlist.tracks, playlist.tracks.dropFirst(2)) {
        pairs += 1
        if tracks[left]?.scene == tracks[right]?.scene { sameScene += 1 }
        if tracks[left]?.genre == tracks[right]?.genre { sameGenre += 1 }
      }
    }
    // By chance one in a dozen scenes and one in four genres.
    #expect(Double(sameScene) / Double(pairs) > 0.5)
    #expect(Double(sameGenre) / Double(pairs) > 0.7)
    #expect(Double(sameGenre) / Double(pairs) < 0.98)
  }

  @Test func the_catalog_is_shaped_as_planned() {
    var parameters = small
    parameters.tracks = 3000
    let tracks = CorpusGenerator(parameters: parameters).music.tracks
    let genresOfScene = Dictionary(grouping: tracks, by: \.scene).mapValues { Set($0.map(\.genre)) }
    #expect(genresOfScene.count == 12)
    #expect(genresOfScene.values.allSatisfy { $0.count == 1 })
    let byArtist = Dictionary(grouping: tracks) { $0.description.artists[0].id }
    #expect(byArtist.count == 80)
    #expect(byArtist.values.allSatisfy { Set($0.map(\.scene)).count == 1 })
    #expect(Set(byArtist.values.map { $0[0].description.artists[0].name }).count == 80)
    let byAlbum = Dictionary(grouping: tracks) { $0.description.albumID }
    #expect(byAlbum.values.allSatisfy { Set($0.map { $0.description.artists[0].id }).count == 1 })
    let releases = Dictionary(grouping: tracks) { $0.description.recordingID }.values.filter { $0.count > 1 }
    let alternates = releases.reduce(0) { $0 + $1.count - 1 }
    #expect((75...225).contains(alternates), "\(alternates) of 3000")
    for release in releases {
      #expect(Set(release.map(\.description.title)).count == 1)
      #expect(Set(release.map { $0.description.artists[0].id }).count == 1)
      #expect(Set(release.map(\.description.albumID)).count > 1)
    }
  }

  @Test func popularity_falls_as_zipf_says() {
    var random = RandomSource(seed: 1)
    let sampler = ZipfSampler(count: 50, random: &random)
    var counts = [Int](repeating: 0, count: 50)
    for _ in 0..<20_000 { counts[sampler.next(&random)] += 1 }
    counts.sort(by: >)
    let total = (0..<50).reduce(0.0) { $0 + 1 / (Double($1) + 4) }
    for rank in [0, 5, 20] {
      let expected = 20_000 / (Double(rank) + 4) / total
      #expect(abs(Double(counts[rank]) - expected) < 6 * expected.squareRoot(), "rank \(rank)")
    }
  }

  @Test func powers_of_two_are_right_to_24_bits() {
    for (exponent, power) in [
      (0, 1), (3, 8), (-2, 0.25), (0.5, 2.0.squareRoot()), (1.25, 2.378414230005442), (-0.1, 0.933032991536807),
    ] {
      #expect(abs(CorpusGenerator.powerOfTwo(exponent) / power - 1) < 1e-7, "\(exponent)")
    }
  }

  @Test func contradictory_parameters_are_named() {
    var parameters = small
    #expect(parameters.fault == nil)
    parameters.artists = 5
    #expect(parameters.fault == "12 scenes need at least as many artists, not 5")
    parameters = small
    parameters.noiseShare = .nan
    #expect(parameters.fault == "shares lie in 0...1")
    parameters = small
    (parameters.genres, parameters.scenes, parameters.artists, parameters.tracks) = (1, 1, 1, 1)
    #expect(parameters.fault == nil)
    #expect(CorpusGenerator(parameters: parameters).music.tracks.count == 1)
  }
}
