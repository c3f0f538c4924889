import Embeddings
import TestSupport
import Testing

@Suite struct PlaylistCopiesTests {
  private func corpus(_ playlists: [[String]]) -> EncodedCorpus {
    EncodedCorpus(listing: playlists.enumerated().map { ("p\($0.offset)", "", $0.element) })
  }

  @Test func the_same_tracks_in_any_order_are_a_copy() throws {
    let copies = try PlaylistCopies(
      of: corpus([
        ["a", "b", "c", "d"], ["e", "f", "g", "h"], ["d", "c", "b", "a", "a"], ["a", "b", "c", "d", "e"],
        ["b", "a", "d", "c"], ["h", "g", "f", "e"],
      ]))
    #expect(copies.originals == [0, 1, 0, 3, 0, 1])
    #expect(copies.count == 3 && copies.largestGroup == [0, 2, 4])
  }

  @Test func short_lists_are_no_copies() throws {
    let copies = try PlaylistCopies(
      of: corpus([["a", "b", "c"], ["a", "b", "c"], [], [], ["a", "a", "b", "b"], ["a", "b", "a", "b"]]))
    #expect(copies.count == 0 && copies.largestGroup == [])
  }

  @Test func near_copies_are_those_that_a_comparison_of_all_pairs_finds() throws {
    var random = TestRandom(seed: 17)
    var playlists: [[String]] = []
    for _ in 0..<60 {
      let tracks = (0..<20).map { _ in "t\(Int.random(in: 0..<400, using: &random))" }
      playlists.append(tracks)
      // Up to eight of twenty changed: similarities from 1 down to 0.4.
      for changed in [0, 1, 2, 4, 8] {
        playlists.append(
          tracks.dropFirst(changed) + (0..<changed).map { _ in "t\(Int.random(in: 0..<400, using: &random))" })
      }
    }
    playlists.shuffle(using: &random)
    let sets = playlists.map(Set.init)
    for likeness in [0.8, 0.9, 1] {
      let copies = try PlaylistCopies(of: corpus(playlists), likeness: likeness)
      for (place, set) in sets.enumerated() {
        let isAlike = sets[..<place].contains {
          Double($0.intersection(set).count) >= likeness * Double($0.union(set).count)
        }
        // One in 97,000 may be missed; what is called a copy is one.
        #expect((copies.originals[place] != place) == isAlike, "\(likeness), \(place)")
      }
    }
  }

  @Test func a_spooled_corpus_gives_the_same() throws {
    let folder = try TemporaryFolder()
    var random = TestRandom(seed: 3)
    var lines = ""
    for playlist in 0..<300 {
      lines +=
        "p\(playlist)\t\t\t" + (0..<5).map { _ in "t\(Int.random(in: 0..<8, using: &random))" }.joined(separator: " ")
        + "\n"
    }
    let path = try folder.write(lines, as: "p.tsv")
    let inMemory = try CorpusReader(paths: [path]).readCorpus().corpus
    var options = CorpusOptions()
    options.memoryBudget = 0
    options.temporaryFolder = folder.path
    let spooled = try CorpusReader(paths: [path], options: options).readCorpus().corpus
    #expect(spooled.isSpooled)
    #expect(try PlaylistCopies(of: spooled).originals == PlaylistCopies(of: inMemory).originals)
    #expect(try PlaylistCopies(of: inMemory).count > 10)
  }
}
