import Embeddings
import TestSupport
import Testing

@Suite struct CorpusHealthTests {
  @Test func figures_by_hand() throws {
    let health = try CorpusHealth(
      of: EncodedCorpus(listing: [
        ("p1", "Morning", ["a", "b", "c", "d", "a"]), ("p2", "BeyoncÃ© mix", ["d", "c", "b", "a"]), ("p3", "", ["a"]),
        ("p4", "see www.example.org", ["a", "a"]), ("p5", "café Â° a\u{FFFD}", ["e", "a"]), ("p6", "Ãa", ["f", "a"]),
      ]))
    #expect(health.playlists == 6 && health.occurrences == 16 && health.tracks == 6)
    #expect(health.tooShort == 2 && health.repeats == 2)
    #expect(health.copies.count == 1)
    #expect(health.largestCopied?.id == "p1" && health.largestCopied?.count == 2)
    #expect(health.mostSpread?.id == "a" && health.mostSpread?.share == 1)
    #expect(health.tracksOnce == 2 && health.pushed == [])
    #expect(health.garbled?.count == 2 && health.garbled?.example == "BeyoncÃ© mix")
    #expect(health.addresses?.count == 1 && health.addresses?.example == "see www.example.org")
    #expect(health.longestShare == 5.0 / 16)
    #expect(health.lengths.map(\.length) == [1, 2, 4, 5] && health.lengths.map(\.playlists) == [1, 3, 1, 1])
  }

  @Test func a_track_that_copies_push_is_named() throws {
    var playlists: [(id: String, name: String, tracks: [String])] = (0..<30).map {
      ("spam\($0)", "", ["pushed", "known", "x", "y"])
    }
    playlists += (0..<40).map { ("p\($0)", "", ["known", "a\($0)", "b\($0)", "c\($0)"]) }
    let health = try CorpusHealth(of: EncodedCorpus(listing: playlists))
    #expect(Set(health.pushed) == ["pushed", "x", "y"])
    #expect(health.largestCopied?.count == 30)
  }

  @Test func an_empty_corpus_has_nothing() throws {
    let health = try CorpusHealth(of: EncodedCorpus(listing: []))
    #expect(health.playlists == 0 && health.mostSpread == nil && health.largestCopied == nil && health.lengths.isEmpty)
  }
}
