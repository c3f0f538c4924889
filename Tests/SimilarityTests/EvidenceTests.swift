import Embeddings
import Files
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// Evidence is compared with counts taken from the playlists one by one.
@Suite struct EvidenceTests {
  /// A model of playlists that are given as letters; a track's artist is its first letter, its album both.
  private static func engine(_ playlists: [[String]]) throws -> SimilarityEngine {
    let corpus = EncodedCorpus(listing: playlists.enumerated().map { ("p\($0)", "", $1) })
    let ids = Set(playlists.joined()).sorted()
    var catalog = Catalog()
    for id in ids {
      catalog.insert(
        CatalogTrack(
          id: id, title: "Title \(id)", artists: [Artist(id: String(id.prefix(1)), name: "Artist")],
          albumID: String(id.prefix(2)), albumTitle: "Album"))
    }
    var parameters = TrainingParameters()
    (parameters.dimension, parameters.epochs, parameters.threads) = (8, 2, 1)
    return SimilarityEngine(
      model: try ModelBuilder(catalog: catalog, threads: 1).build(
        training: corpus, with: parameters, created: Date(timeIntervalSince1970: 0)
      ).inMemory())
  }

  /// Playlists of random tracks of twelve, the low numbers often.
  private static func randomPlaylists(seed: UInt64) -> [[String]] {
    var random = RandomSource(seed: seed)
    return (0..<60).map { _ in
      (0..<1 + random.below(6)).map { _ in
        let number = min(random.below(12), random.below(12))
        return "\(["a", "b", "c"][number % 3])\(number % 2)-\(number)"
      }
    }
  }

  /// The playlists that hold any of an item's tracks, counted the plain way.
  private static func holding(_ item: ItemID, _ playlists: [[String]]) -> Set<Int> {
    Set(
      playlists.indices.filter { index in
        playlists[index].contains { track in
          switch item.kind {
          case .track: track == item.id
          case .album: track.prefix(2) == item.id
          case .artist: track.prefix(1) == item.id
          case .playlist: "p\(index)" == item.id
          }
        }
      })
  }

  @Test(arguments: [UInt64(1), 2, 3, 4]) func shared_playlists_are_those_that_hold_both(seed: UInt64) throws {
    let playlists = Self.randomPlaylists(seed: seed)
    let engine = try Self.engine(playlists)
    let items = [ItemKind.track, .album, .artist].flatMap { kind in
      (0..<engine.model[kind].count).map { ItemID(kind, engine.model[kind].list.ids[$0]) }
    }
    var told = 0
    for first in items {
      for second in items {
        let (left, right) = (Self.holding(first, playlists), Self.holding(second, playlists))
        let both = left.intersection(right).count
        let evidence = engine.explain(first, second).evidence
        if both >= Evidence.fewestPlaylists {
          told += 1
          guard case .playlists(let shared) = evidence else {
            Issue.record("\(first), \(second) share \(both) playlists, seed \(seed): \(String(describing: evidence))")
            continue
          }
          #expect(shared.playlists == both, "\(first) and \(second), seed \(seed)")
          let chance = Double(left.count) * Double(right.count) / Double(playlists.count)
          #expect(abs(shared.lift - Double(both) / chance) < 1e-9, "\(first) and \(second), seed \(seed)")
        } else if case .playlists = evidence {
          Issue.record("\(both) playlists of \(first) and \(second) were told, seed \(seed)")
        }
      }
    }
    #expect(told > 20, "seed \(seed)")
  }

  @Test(arguments: [UInt64(1), 2, 3, 4]) func a_bridge_is_the_strongest_there_is(seed: UInt64) throws {
    let playlists = Self.randomPlaylists(seed: seed)
    let engine = try Self.engine(playlists)
    let tracks = (0..<engine.model[.track].count).map { ItemID(.track, engine.model[.track].list.ids[$0]) }
    func lift(_ first: ItemID, _ second: ItemID) -> Double? {
      let (left, right) = (Self.holding(first, playlists), Self.holding(second, playlists))
      let both = left.intersection(right).count
      return both < Evidence.fewestPlaylists
        ? nil : Double(both) * Double(playlists.count) / Double(left.count * right.count)
    }
    var bridges = 0
    for first in tracks {
      for second in tracks where lift(first, second) == nil && first != second {
        let best = tracks.filter { $0 != first && $0 != second }.compactMap { middle -> Double? in
          guard let left = lift(first, middle), let right = lift(second, middle) else { return nil }
          return min(left, right)
        }.max()
        guard case .bridge(let bridge) = engine.explain(first, second).evidence else {
          #expect(best == nil, "\(first) and \(second), seed \(seed)")
          continue
        }
        bridges += 1
        #expect(bridge.first.lift == lift(first, bridge.track) && bridge.second.lift == lift(second, bridge.track))
        #expect(min(bridge.first.lift, bridge.second.lift) == best, "\(first) and \(second), seed \(seed)")
        #expect(bridge.name == "Title \(bridge.track.id)" && bridge.by == "Artist")
      }
    }
    #expect(bridges > 0, "seed \(seed)")
  }

  @Test func a_playlist_tells_how_many_of_its_tracks_go_with_the_seed() throws {
    // a and b are in six playlists together, c in one of them and alone.
    let playlists = Array(repeating: ["a0-1", "b0-2"], count: 6) + [["a0-1", "c0-3"], ["c0-3"], ["c0-3", "d0-4"]]
    let engine = try Self.engine(playlists)
    func evidence(_ first: String, _ second: String) -> Evidence? {
      guard let first = ItemID(first), let second = ItemID(second) else { return nil }
      return engine.explain(first, second).evidence
    }
    #expect(evidence("track:a0-1", "playlist:p0") == .tracks(2, of: 2))
    #expect(evidence("playlist:p0", "track:a0-1") == .tracks(2, of: 2))
    // c is in a playlist with a once, which is too seldom to tell of.
    #expect(evidence("track:a0-1", "playlist:p6") == .tracks(1, of: 2))
    #expect(evidence("track:d0-4", "playlist:p0") == Evidence.nothing)
    #expect(evidence("playlist:p0", "playlist:p6") == .tracks(1, of: 2))
    #expect(evidence("playlist:p0", "playlist:p7") == Evidence.nothing)
    #expect(evidence("artist:a", "playlist:p0") == .tracks(2, of: 2))
  }

  @Test func unknown_and_denied_items_have_no_evidence() throws {
    let engine = try Self.engine(Self.randomPlaylists(seed: 1))
    let known = ItemID(.track, engine.model[.track].list.ids[0])
    let explanation = engine.explain(known, ItemID(.track, "nobody"))
    #expect(explanation.items.map(\.status) == [.known, .unknown])
    #expect(explanation.evidence == nil && explanation.nearness.isEmpty)
    let denied = SimilarityEngine(model: engine.model, denied: DenyList([known]))
    #expect(denied.explain(known, known).items.map(\.status) == [.denied, .denied])
  }

  @Test func every_card_says_why_when_it_is_asked_to() throws {
    let engine = try Self.engine(Self.randomPlaylists(seed: 2))
    let seeds = (0..<3).map { ItemID(.track, engine.model[.track].list.ids[$0]) }
    for kind in ItemKind.allCases {
      var query = ShelfQuery(seeds: seeds, to: kind, count: 5)
      #expect(engine.answer(query).cards.allSatisfy { $0.because == nil })
      query.wantsEvidence = true
      for card in engine.answer(query).cards {
        let seed = try #require(card.seed)
        #expect(card.because == engine.explain(seed, card.id).evidence, "\(card.id) beside \(seed)")
      }
    }
  }

  @Test func a_sample_is_what_a_split_holds_out_and_can_be_counted_again() throws {
    let planted = PlantedCorpus(scenes: 4, playlistsPerScene: 200)
    let vocabulary = planted.corpus.vocabulary
    let whole = try PlaylistSample(of: planted.corpus, vocabulary: vocabulary)
    let half = try PlaylistSample(of: planted.corpus, vocabulary: vocabulary, share: 0.5)
    #expect(whole.count == planted.corpus.playlistCount && whole.share == 1)
    #expect(half.corpusPlaylists == whole.count && (300..<500).contains(half.count))
    let split = CorpusSplit(heldOutFraction: 0.5, seed: PlaylistSample.seed)
    var held: [Int32] = []
    var place: Int32 = 0
    try planted.corpus.forEachPlaylistTitle { id, _ in
      if split.isHeldOut(String(decoding: id, as: UTF8.self)) { held.append(place) }
      place += 1
    }
    #expect(half.ordinals == held)
    for (position, ordinal) in half.ordinals.enumerated() {
      #expect(half.tracks[position] == whole.tracks[Int(ordinal)])
      #expect(half.position(ofPlaylist: Int(ordinal)) == position)
    }
    #expect((0..<whole.count).allSatisfy { half.ordinals.contains(Int32($0)) || half.position(ofPlaylist: $0) == nil })
  }

  @Test func what_is_written_is_read_and_what_is_damaged_refused() throws {
    let folder = try TemporaryFolder()
    let planted = PlantedCorpus(scenes: 2, tracksPerScene: 4, playlistsPerScene: 4, tracksPerPlaylist: 2)
    let sample = try PlaylistSample(of: planted.corpus, vocabulary: planted.corpus.vocabulary, share: 0.7)
    try sample.write(to: folder("playlists.sample"), disk: .system)
    #expect(try PlaylistSample(path: folder("playlists.sample")) == sample)
    let bytes = try ByteSource.readAll(path: folder("playlists.sample"))
    for place in bytes.indices {
      let cut = try folder.write(Array(bytes[..<place]), as: "cut")
      #expect(throws: DataError.self, "cut to \(place) bytes") { try PlaylistSample(path: cut) }
      var changed = bytes
      changed[place] ^= 0x41
      let path = try folder.write(changed, as: "changed")
      #expect(throws: DataError.self, "byte \(place)") { try PlaylistSample(path: path) }
    }
  }

  @Test func packed_lists_hold_any_rising_numbers() {
    var random = RandomSource(seed: 5)
    let lists = (0..<200).map { _ -> [Int32] in
      let bound = [2, 300, 40_000, Int(Int32.max)][random.below(4)]
      return Set((0..<random.below(40)).map { _ in Int32(random.below(bound)) }).sorted()
    }
    let packed = PackedLists(lists + [[0, .max]])
    #expect(packed.count == 201)
    #expect(lists.indices.allSatisfy { packed[$0] == lists[$0] } && packed[200] == [0, .max])
    let small = PackedLists([[0, 2], [], [1, 2, 3]] as [[Int32]])
    #expect(small.inverted(count: 5) == PackedLists([[0], [2], [0, 2], [2], []] as [[Int32]]))
  }
}
