import Embeddings
import Foundation
import TestSupport
import Testing

@testable import Similarity

@Suite struct SimilarityEngineTests {
  private let engine: SimilarityEngine

  init() throws { engine = SimilarityEngine(model: try PlantedModel.shared.get().inMemory()) }

  @Test(arguments: ItemKind.allCases, ItemKind.allCases)
  func neighbours_of_every_kind_are_of_the_same_scene(from: ItemKind, to: ItemKind) throws {
    for relation in Relation.allCases {
      for scene in 0..<4 {
        let list = engine.model[from].list
        let id = try #require((0..<list.count).map { list.ids[$0] }.first { PlantedCorpus.scene(of: $0) == scene })
        let answer = engine.answer(
          ShelfQuery(seeds: [ItemID(from, id)], to: to, count: 2, relation: RelationChoice(relation)))
        #expect(answer.cards.count == 2)
        for card in answer.cards {
          #expect(PlantedCorpus.scene(of: card.id.id) == scene, "\(relation): \(id) -> \(card.id)")
        }
      }
    }
  }

  @Test func a_graph_answer_is_the_exact_answer() throws {
    let ids = (0..<engine.model[.track].count).map { ItemID(.track, engine.model[.track].list.ids[$0]) }
    for (first, second) in zip(ids, ids.dropFirst()) {
      var query = ShelfQuery(seeds: [first, second], to: .track, count: 9)
      let walked = engine.answer(query)
      query.effort = .exact
      #expect(walked.cards.map(\.id) == engine.answer(query).cards.map(\.id))
    }
  }

  @Test(arguments: Relation.allCases)
  func scores_of_several_seeds_are_their_scores_pooled(relation: Relation) throws {
    let seeds = ["s0t00", "s1t03", "s3t02"].map { ItemID(.track, $0) }
    // What shared playlists add is not pooled: of several seeds it is the mean.
    let bonuses = seeds.map { seed in
      engine.ordinal(of: seed).flatMap { engine.model.companions?.bonuses(of: [($0, 1)], totalWeight: 1) }
    }
    func bonus(_ seed: Int, _ card: ItemID) -> Float {
      relation == .alike ? 0 : engine.ordinal(of: card).flatMap { bonuses[seed]?[$0] } ?? 0
    }
    let alone = seeds.map { seed in
      Dictionary(
        uniqueKeysWithValues: engine.answer(
          ShelfQuery(seeds: [seed], count: 48, relation: RelationChoice(relation), effort: .exact)
        ).cards.map { ($0.id, $0.score) })
    }
    let answer = engine.answer(ShelfQuery(seeds: seeds, count: 9, relation: RelationChoice(relation)))
    #expect(answer.cards.count == 9)
    for card in answer.cards {
      let scores = zip(seeds.indices, alone).compactMap { seed, scores in
        scores[card.id].map { $0 - bonus(seed, card.id) }
      }
      guard scores.count == seeds.count else { continue }  // another release stands for it among one seed's answers
      let shared = seeds.indices.reduce(0) { $0 + bonus($1, card.id) } / Float(seeds.count)
      #expect(abs(card.score - SeedPooling.softMaximum.pool(scores) - shared) < 1e-5)
    }
    #expect(answer.cards.map(\.score) == answer.cards.map(\.score).sorted(by: >))
  }

  @Test func a_count_beyond_reason_gives_what_there_is() {
    let answer = engine.answer(ShelfQuery(seeds: [ItemID(.track, "s2t04")], count: .max))
    #expect(answer.cards.count == 48 - 4 - 1)
    #expect(answer.shortfall == .noMoreItems)
  }

  @Test func seeds_excluded_items_and_their_other_releases_never_come_back() {
    let answer = engine.answer(
      ShelfQuery(
        seeds: [ItemID(.track, "s0t10")], count: 100, exclude: [ItemID(.track, "s0t03"), ItemID(.artist, "s0a1")]))
    let ids = Set(answer.cards.map(\.id.id))
    #expect(ids.isDisjoint(with: ["s0t10", "s0t11", "s0t03"]))
    #expect(answer.shortfall == .noMoreItems)
    #expect(ids.count == 48 - 3 - 3, "one release of each other scene's recording is left out too")
    #expect(ids.count == answer.cards.count)
  }

  @Test func no_recording_and_no_edition_comes_twice() {
    let tracks = engine.answer(ShelfQuery(seeds: [ItemID(.track, "s0t00")], count: 11)).cards.map(\.id.id)
    #expect(!(tracks.contains("s0t10") && tracks.contains("s0t11")))
    let playlists = engine.answer(ShelfQuery(seeds: [ItemID(.track, "s0t00")], to: .playlist, count: 20)).cards
    let names = playlists.map { $0.id.id.prefix { $0 != "@" } }
    #expect(Set(names).count == 20)
  }

  @Test func the_count_is_reached_whenever_it_can_be() {
    for count in 1...47 {
      let answer = engine.answer(ShelfQuery(seeds: [ItemID(.track, "s2t04")], count: count))
      #expect(answer.cards.count == min(count, 48 - 4 - 1))
    }
  }

  @Test func unknown_seeds_are_an_answer() {
    let some = engine.answer(ShelfQuery(seeds: [ItemID(.track, "nope"), ItemID(.track, "s0t00")], count: 3))
    #expect(some.seeds.map(\.status) == [.unknown, .known])
    #expect(some.cards.count == 3)
    let none = engine.answer(ShelfQuery(seeds: [ItemID(.album, "nope")], count: 3))
    #expect(none.cards.isEmpty)
    #expect(none.shortfall == .noKnownSeed)
  }

  @Test func the_same_question_gives_the_same_answer() {
    let query = ShelfQuery(
      seeds: [ItemID(.artist, "s1a1"), ItemID(.playlist, "s3p01@2026-01-01")], to: .album, count: 8)
    let first = engine.answer(query)
    for _ in 0..<20 { #expect(engine.answer(query) == first) }
  }

  @Test func items_are_found_by_words_of_their_names() {
    let hits = engine.find("artist 2.1", kinds: [.artist])
    #expect(hits.map(\.id) == [ItemID(.artist, "s2a1")])
    #expect(engine.find("SONG 0.1").first?.id == ItemID(.track, "s0t01"))
    #expect(engine.find("  ").isEmpty)
    #expect(engine.find("nothing like it").isEmpty)
    #expect(engine.find("song", limit: 3).count == 3)
  }

  @Test func details_come_from_the_catalog() throws {
    let details = try #require(engine.item(ItemID(.track, "s1t11")))
    #expect(details.name == "Song 1 again")
    #expect(details.by == "Artist 1.0")
    #expect(details.recording == "s1r")
    #expect(details.album == ItemID(.album, "s1b911"))
    #expect(details.artists == [ItemID(.artist, "s1a0")])
    #expect(details.seconds == 191)
    #expect(engine.item(ItemID(.playlist, "nope")) == nil)
  }

  @Test func seeds_that_cancel_out_say_so() throws {
    let vectors = EmbeddingTable(
      ids: IdentifierTable(["east", "west", "north"]),
      matrix: EmbeddingMatrix(count: 3, dimension: 2, values: [2, 0, -3, 0, 0, 1]))
    let built = try ModelBuilder(catalog: Catalog()).build(
      importing: vectors, created: Date(timeIntervalSince1970: 0))
    let engine = SimilarityEngine(model: built.inMemory())
    let answer = engine.answer(ShelfQuery(seeds: [ItemID(.track, "east"), ItemID(.track, "west")]))
    #expect(answer.cards.isEmpty)
    #expect(answer.shortfall == .noDirection)
    let albums = engine.answer(ShelfQuery(seeds: [ItemID(.track, "east")], to: .album))
    #expect(albums.shortfall == .noItemsOfKind)
  }
}
