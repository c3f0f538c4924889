import Embeddings
import Testing

@testable import Similarity

@Suite struct RecordingMapTests {
  private func groups(_ tracks: [CatalogTrack]) -> [Int32] {
    var catalog = Catalog()
    for track in tracks { catalog.insert(track) }
    let vocabulary = Vocabulary(
      ids: IdentifierTable(tracks.map(\.id)), counts: [Int](repeating: 1, count: tracks.count))
    return RecordingMap.tracks(of: vocabulary, in: catalog)
  }

  private func track(
    _ id: String, _ title: String, _ artist: String, seconds: Int? = nil, recording: String? = nil
  ) -> CatalogTrack {
    CatalogTrack(
      id: id, title: title, artists: [Artist(id: artist, name: artist)], albumID: nil, albumTitle: nil,
      durationSeconds: seconds, recordingID: recording)
  }

  @Test func a_recording_id_decides() {
    let found = groups([
      track("a", "One", "x", recording: "r"), track("b", "Two", "y", recording: "s"),
      track("c", "Other title", "z", recording: "r"),
    ])
    #expect(found == [0, 1, 0])
  }

  @Test func without_a_recording_id_title_artist_and_length_decide() {
    let found = groups([
      track("a", "Song", "x", seconds: 200), track("b", "SONG", "x", seconds: 203),
      track("c", "Song", "x", seconds: 310), track("d", "Song", "y", seconds: 200), track("e", "Song", "x"),
      track("f", "Song", "x", seconds: 309), track("g", "", "x", seconds: 200), track("h", "", "x", seconds: 200),
    ])
    #expect(found == [0, 0, 2, 3, 0, 2, 6, 7])
  }

  @Test func a_track_the_catalog_lacks_stands_alone() {
    let vocabulary = Vocabulary(ids: IdentifierTable(["a", "b"]), counts: [1, 1])
    #expect(RecordingMap.tracks(of: vocabulary, in: Catalog()) == [0, 1])
  }

  @Test func editions_share_their_id_up_to_the_last_at_sign() {
    let ids = IdentifierTable(["p@1", "q", "p@2", "@1", "@2", "p@1@3", "p@1@4", "p"])
    #expect(RecordingMap.playlists(ids) == [0, 1, 0, 3, 4, 5, 5, 7])
  }
}
