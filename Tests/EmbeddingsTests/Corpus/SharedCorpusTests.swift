import Embeddings
import TestSupport
import Testing

/// Real corpora, whose counts are known.
@Suite struct SharedCorpusTests {
  @Test(.enabled(if: SharedData.has("aotm2011"))) func aotm2011_has_the_counts_of_its_description() throws {
    let (corpus, catalog, report) = try CorpusReader(paths: [SharedData.path("aotm2011")]).readCorpus()
    #expect(report.playlists == 73_618)
    #expect(report.occurrences == 926_863)
    #expect(report.rejected == 0)
    #expect(corpus.playlistCount == 73_618)
    #expect(corpus.occurrenceCount == 926_863)
    #expect(corpus.vocabulary.count == 64_163)
    #expect(corpus.vocabulary.totalCount == 926_863)
    #expect(corpus.vocabulary.counts.count { $0 >= 5 } == 54_803)
    #expect(catalog.count == 0)
  }

  @Test(.enabled(if: SharedData.has("spotify-editorial"))) func spotify_editorial_has_the_counts_of_its_description()
    throws
  {
    let folder = SharedData.path("spotify-editorial")
    let (corpus, _, report) = try CorpusReader(paths: [folder]).readCorpus()
    #expect(report.files == 1)
    #expect(corpus.playlistCount == 2_180)
    #expect(corpus.occurrenceCount == 202_010)
    #expect(corpus.vocabulary.count == 61_128)
    #expect(corpus.vocabulary.counts.count { $0 >= 5 } == 12_349)
    #expect(corpus.dates?.lowerBound.hasPrefix("2019-") == true)
    #expect(corpus.dates?.upperBound.hasPrefix("2021-") == true)
  }

  @Test(.enabled(if: SharedData.has("spotify-editorial"))) func its_catalog_survives_writing_and_reading() throws {
    let (catalog, report) = try Catalog.read(path: SharedData.path("spotify-editorial"))
    #expect(catalog.count == 63_768)
    #expect(report.tracks == 63_768)
    #expect(report.rejected == 0, "\(report.firstRejects)")
    let folder = try TemporaryFolder()
    try catalog.write(to: folder("tracks.tsv"))
    let (again, second) = try Catalog.read(path: folder.path)
    #expect(second.rejected == 0, "\(second.firstRejects)")
    #expect(again == catalog)
    #expect(Set((0..<catalog.count).flatMap { catalog[$0].artists.map(\.id) }).count == 32_573)
    #expect(Set((0..<catalog.count).compactMap { catalog[$0].albumID }).count == 55_648)
  }
}
