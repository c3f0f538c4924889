import ANNIndex
import Embeddings
import Files
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// Companions are compared with counts taken from the playlists one by one, answers with scores by the words of the definition.
@Suite struct CompanionsTests {
  private static func playlists(seed: UInt64, tracks: Int, count: Int) -> [[String]] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
      (0..<1 + random.below(8)).map { _ in "t\(min(random.below(tracks), random.below(tracks)))" }
    }
  }

  /// What two tracks share by the definition: nil for nothing.
  private static func information(_ seed: String, _ track: String, in playlists: [[String]]) -> (
    count: Int, nats: Double
  )? {
    let lists = playlists.map(Set.init)
    let count = lists.count { $0.contains(seed) && $0.contains(track) }
    guard seed != track, count > 0 else { return nil }
    func pairs(_ track: String) -> Double {
      Double(lists.filter { $0.contains(track) }.reduce(0) { $0 + $1.count - 1 })
    }
    let ids = Set(lists.joined())
    let all = ids.reduce(0) { $0 + pairs($1) }
    let smoothed = ids.reduce(0) { $0 + pow(pairs($1), 0.75) }
    let nats = log(Double(count) / all) - log(pairs(seed) / all) - log(pow(pairs(track), 0.75) / smoothed)
    return nats > 0 ? (count, nats) : nil
  }

  private static func engine(_ playlists: [[String]]) throws -> SimilarityEngine {
    var parameters = TrainingParameters()
    (parameters.dimension, parameters.epochs, parameters.threads) = (8, 4, 1)
    let corpus = EncodedCorpus(listing: playlists.enumerated().map { ("p\($0)", "", $1) })
    return SimilarityEngine(
      model: try ModelBuilder(catalog: Catalog(), threads: 1).build(
        training: corpus, with: parameters, created: Date(timeIntervalSince1970: 0)
      ).inMemory())
  }

  @Test(arguments: [UInt64(1), 2, 3]) func what_tracks_share_is_what_the_playlists_say(seed: UInt64) throws {
    let playlists = Self.playlists(seed: seed, tracks: 30, count: 80)
    let model = try Self.engine(playlists).model
    let companions = try #require(model.companions)
    let ids = model.vocabulary.ids
    var total = 0
    for track in 0..<ids.count {
      var shared: [Int: Float] = [:]
      var last = -1
      companions.forEach(of: track) { other, nats in
        #expect(other > last)
        last = other
        shared[other] = nats
      }
      for other in 0..<ids.count {
        let plain = Self.information(ids[track], ids[other], in: playlists)?.nats
        // Sixteenths of a nat: what is under half of one counts as none.
        #expect(abs(Double(shared[other] ?? 0) - (plain ?? 0)) <= 1.0 / 32 + 1e-5, "\(ids[track]) \(ids[other])")
      }
      total += shared.count
    }
    #expect(total > 100)
  }

  @Test func of_many_those_stay_of_which_the_playlists_say_most() throws {
    // Every track meets the hub once; those with an even number meet it twice, with an odd one another track besides.
    let others = (0..<2 * Companions.mostPerTrack).map { "t\($0)" }
    let playlists =
      others.map { ["hub", $0] } + others.enumerated().map { [$0.offset % 2 == 0 ? "hub" : "else", $0.element] }
    let model = try Self.engine(playlists).model
    let hub = try #require(model.vocabulary.ordinal(of: "hub"))
    var kept: [String] = []
    try #require(model.companions).forEach(of: hub) { other, _ in kept.append(model.vocabulary.ids[other]) }
    #expect(Set(kept) == Set(others.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)))
  }

  @Test func playlists_too_long_to_say_anything_are_not_counted() throws {
    let long = (0...Companions.longestPlaylist).map { "t\($0)" }
    let model = try Self.engine([long, ["t1", "t2"], ["t1", "t3"]]).model
    let companions = try #require(model.companions)
    var total = 0
    for track in 0..<companions.trackCount { companions.forEach(of: track) { _, _ in total += 1 } }
    #expect(total == 4)
  }

  @Test(arguments: SeedCombination.allCases) func whoever_scores_says_the_same(_ combination: SeedCombination) throws {
    let engine = try Self.engine(Self.playlists(seed: 9, tracks: 300, count: 400))
    for seeds in [["t3"], ["t3", "t20", "t7"]] {
      var query = ShelfQuery(
        seeds: seeds.enumerated().map { Seed(ItemID(.track, $1), weight: Double($0 + 1)) }, count: 20,
        relation: .together)
      query.combination = combination
      let answer = engine.answer(query)
      #expect(answer.cards.count == 20)
      let scores = try #require(engine.score(answer.cards.map(\.id), for: query))
      #expect(scores.cards == answer.cards)
      query.effort = .exact
      #expect(engine.answer(query).cards == answer.cards, "\(combination) \(seeds)")
      if seeds.count == 1, combination != .sum {
        let nearness = engine.explain(query.seeds[0].id, answer.cards[0].id).nearness[.together]
        #expect(abs(try #require(nearness).score - answer.cards[0].score) < 1e-5)
      }
    }
  }

  @Test(arguments: [3, 20]) func of_one_seed_the_answer_is_that_of_all_tracks_compared(count: Int) throws {
    let engine = try Self.engine(Self.playlists(seed: 12, tracks: 400, count: 600))
    let model = engine.model
    let index = model[.track].index(.together)
    let companions = try #require(model.companions)
    for track in stride(from: 0, to: model[.track].count, by: 9) {
      let seed = try #require(model.seedVector(.track, track, for: .together))
      var scores = index.scores(seed, of: Array(0..<index.count))
      for (other, bonus) in companions.bonuses(of: [(track, 1)], totalWeight: 1) { scores[other] += bonus }
      let best = scores.indices.filter { $0 != track }.map { scores[$0] }.sorted(by: >)
      var query = ShelfQuery(
        seeds: [ItemID(.track, model.vocabulary.ids[track])], count: count, relation: .together, effort: .exact)
      let answer = engine.answer(query)
      #expect(zip(answer.cards, best).allSatisfy { abs($0.score - $1) < 1e-5 }, "\(track)")
      // And none is missing over a threshold.
      query.minimumPercentile = 0.97
      query.count = 400
      let least = model.percentiles(from: .track, to: .track, relation: .together).score(atPercentile: 0.97)
      let over = engine.answer(query).cards.count
      #expect(abs(over - best.count { $0 >= least }) <= 1, "\(track)")
    }
  }

  @Test func a_recommender_ranks_as_the_engine_answers() throws {
    let engine = try Self.engine(Self.playlists(seed: 4, tracks: 120, count: 200))
    let model = engine.model
    let recommender = ModelRecommender(model, relation: .together)
    for seeds in [[Int32(5)], [5, 17, 40]] {
      let scores = [Float](unsafeUninitializedCapacity: model[.track].count) { buffer, count in
        recommender.score(seeds: seeds, into: buffer)
        count = buffer.count
      }
      let ranked = scores.indices.filter { !seeds.contains(Int32($0)) }.sorted { scores[$0] > scores[$1] }.prefix(15)
      let answer = engine.answer(
        ShelfQuery(
          seeds: seeds.map { ItemID(.track, model.vocabulary.ids[Int($0)]) }, count: 15, relation: .together,
          effort: .exact))
      #expect(answer.cards.map(\.id.id) == ranked.map { model.vocabulary.ids[$0] })
    }
    #expect(ModelRecommender(model, relation: .alike).byVectorsAlone == nil)
  }

  @Test func a_track_that_only_shares_playlists_is_a_candidate() throws {
    // Two tracks that met often, among vectors that know nothing of it.
    let engine = try Self.engine(Self.playlists(seed: 6, tracks: 500, count: 900))
    let model = engine.model
    let index = model[.track].index(.together)
    let companions = try #require(model.companions)
    var found = 0
    for track in stride(from: 0, to: model[.track].count, by: 25) {
      let query = ShelfQuery(seeds: [ItemID(.track, model.vocabulary.ids[track])], count: 5, relation: .together)
      let seed = try #require(model.seedVector(.track, track, for: .together))
      let near = Set(index.search(seed, SearchRequest(k: 6, effort: .exact)).neighbors.map(\.ordinal))
      let cards = engine.answer(query).cards.compactMap { engine.ordinal(of: $0.id) }
      found += cards.count { !near.contains($0) }
      let shared = companions.bonuses(of: [(track, 1)], totalWeight: 1)
      #expect(cards.allSatisfy { near.contains($0) || shared[$0] != nil })
    }
    #expect(found > 0)
  }

  @Test func what_is_written_is_read_and_what_is_damaged_refused() throws {
    let folder = try TemporaryFolder()
    let companions = try #require(try Self.engine(Self.playlists(seed: 2, tracks: 9, count: 12)).model.companions)
    try companions.write(to: folder("tracks.companions"), disk: .system)
    #expect(try Companions(path: folder("tracks.companions")) == companions)
    let bytes = try ByteSource.readAll(path: folder("tracks.companions"))
    for place in bytes.indices {
      let cut = try folder.write(Array(bytes[..<place]), as: "cut")
      #expect(throws: DataError.self, "cut to \(place) bytes") { try Companions(path: cut) }
      var changed = bytes
      changed[place] ^= 0x41
      let path = try folder.write(changed, as: "changed")
      #expect(throws: DataError.self, "byte \(place)") { try Companions(path: path) }
    }
  }
}
