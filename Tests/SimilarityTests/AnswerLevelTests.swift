import Embeddings
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// Every rung of the ladder, and who accepts which.
@Suite struct AnswerLevelTests {
  /// A model whose catalog also knows tracks that are in no playlist: `late` is on an album of scene 2, `single` by an artist of
  /// scene 1, `alien` by nobody the model knows.
  private static let built = Result {
    let planted = PlantedCorpus()
    var catalog = planted.catalog
    catalog.insert(
      CatalogTrack(
        id: "late", title: "Late", artists: [Artist(id: "nobody", name: "Nobody")], albumID: "s2b1", albumTitle: "x"))
    catalog.insert(CatalogTrack(id: "single", title: "Single", artists: [Artist(id: "s1a0", name: "Artist 1.0")]))
    catalog.insert(CatalogTrack(id: "alien", title: "Alien", artists: [Artist(id: "nobody", name: "Nobody")]))
    var parameters = TrainingParameters()
    (parameters.dimension, parameters.epochs, parameters.threads) = (8, 6, 1)
    return try ModelBuilder(catalog: catalog, threads: 1).build(
      training: planted.corpus, with: parameters, created: Date(timeIntervalSince1970: 1_767_225_600))
  }

  private let engine: SimilarityEngine

  init() throws { engine = SimilarityEngine(model: try Self.built.get().inMemory(), label: "current") }

  private func ask(_ seeds: String..., accept: AnswerLevel = .backedOff, to: ItemKind = .track) -> ShelfAnswer {
    var query = ShelfQuery(seeds: seeds.map { ItemID(.track, $0) }, to: to, count: 5)
    query.accept = accept
    return engine.answer(query)
  }

  @Test func a_track_without_a_vector_is_asked_as_its_album_or_artist() throws {
    let late = ask("late")
    #expect(late.seeds == [SeedStatus(id: ItemID(.track, "late"), status: .backedOff, standIn: ItemID(.album, "s2b1"))])
    #expect(late.stamp.level == .backedOff && late.stamp.reason != nil && late.cards.count == 5)
    #expect(late.cards.allSatisfy { PlantedCorpus.scene(of: $0.id.id) == 2 && $0.seed == ItemID(.track, "late") })
    let album = engine.answer(ShelfQuery(seeds: [ItemID(.album, "s2b1")], count: 5))
    #expect(late.cards.map(\.score) == album.cards.map(\.score) && late.cards.map(\.id) == album.cards.map(\.id))
    let single = ask("single")
    #expect(single.seeds.first?.standIn == ItemID(.artist, "s1a0"))
    #expect(single.cards.allSatisfy { PlantedCorpus.scene(of: $0.id.id) == 1 })
    #expect(ask("alien").seeds.first?.status == .unknown)
    // One known seed makes it an answer to what was asked.
    let mixed = ask("late", "s2t00")
    #expect(mixed.stamp.level == .full && mixed.seeds.map(\.status) == [.backedOff, .known])
  }

  @Test func what_is_taken_down_stands_in_for_nothing() throws {
    let denied = SimilarityEngine(model: engine.model, denied: DenyList([ItemID(.album, "s2b1")]))
    #expect(denied.answer(ShelfQuery(seeds: [ItemID(.track, "late")])).seeds.first?.status == .unknown)
    let seed = SimilarityEngine(model: engine.model, denied: DenyList([ItemID(.track, "late")]))
    #expect(seed.answer(ShelfQuery(seeds: [ItemID(.track, "late")])).seeds.first?.status == .denied)
  }

  @Test func the_popular_answer_for_what_nobody_knows_where_that_is_accepted() throws {
    #expect(ask("alien").shortfall == .noKnownSeed && ask("alien").cards.isEmpty)
    let popular = ask("alien", accept: .popular)
    #expect(popular.stamp.level == .popular && popular.cards.count == 5 && popular.shortfall == nil)
    // Numbered by falling popularity, no recording twice.
    let list = engine.model[.track].list
    let expected = (0..<list.count).filter { list.groups[$0] == $0 }.prefix(5).map { list.ids[$0] }
    #expect(popular.cards.map(\.id.id) == expected)
    #expect(popular.cards.allSatisfy { $0.score == 0 && $0.percentile == 0 && $0.seed == nil })
    var capped = ShelfQuery(seeds: [ItemID(.track, "alien")], count: 12)
    (capped.accept, capped.perArtist) = (.popular, 1)
    #expect(engine.answer(capped).cards.count == 12)
    capped.count = 13
    #expect(engine.answer(capped).shortfall == .noMoreItems)
    capped.count = .max
    #expect(engine.answer(capped).cards.count == 12)
    // How often a playlist is played is not known.
    #expect(ask("alien", accept: .popular, to: .playlist).shortfall == .noKnownSeed)
    let denied = SimilarityEngine(model: engine.model, denied: DenyList([popular.cards[0].id]))
    var query = ShelfQuery(seeds: [ItemID(.track, "alien")], count: 4)
    query.accept = .popular
    #expect(denied.answer(query).cards.map(\.id) == popular.cards.dropFirst().map(\.id))
  }

  @Test func a_caller_gets_no_answer_lower_than_it_accepts() throws {
    #expect(ask("late", accept: .previousModel).shortfall == .levelNotAccepted)
    #expect(ask("late", accept: .previousModel).cards.isEmpty)
    var hurried = ShelfQuery(seeds: [ItemID(.track, "s0t00")], count: 5)
    let cut = engine.answer(hurried, within: .zero)
    #expect(cut.stamp.level == .reducedEffort && cut.stamp.reason == "the time was up")
    hurried.accept = .full
    #expect(engine.answer(hurried, within: .zero).shortfall == .levelNotAccepted)
    let late = ShelfQuery(seeds: [ItemID(.track, "late")], count: 5)
    #expect(engine.answer(late, within: .zero).isCut && engine.answer(late, within: .zero).stamp.level == .backedOff)
    #expect(!engine.answer(late).isCut)
    #expect(engine.answer(hurried).stamp.level == .full)
  }

  @Test func a_model_in_the_place_of_another_says_so() throws {
    let standing = engine.standing(inFor: "20260201T000000Z-abcdef")
    let query = ShelfQuery(seeds: [ItemID(.track, "s0t00")], count: 5)
    let answer = standing.answer(query)
    #expect(answer.stamp.level == .previousModel)
    #expect(answer.stamp.reason == "20260201T000000Z-abcdef cannot be loaded")
    #expect(answer.cards == engine.answer(query).cards)
    #expect(standing.with(denied: DenyList()).standsInFor == standing.standsInFor)
    #expect(standing.standing(inFor: nil).answer(query).stamp.level == .full)
    var strict = query
    strict.accept = .reducedEffort
    #expect(standing.answer(strict).shortfall == .levelNotAccepted)
  }

  @Test func the_stamp_names_the_answer() throws {
    let first = ask("s0t00")
    #expect(first.stamp.id.count == 16 && ask("s0t00") == first && ask("s0t01").stamp.id != first.stamp.id)
    #expect(first.stamp.label == "current" && first.stamp.variant == nil && first.stamp.relation == .alike)
    #expect(first.stamp.built == Date(timeIntervalSince1970: 1_767_225_600))
  }

  @Test func the_better_relation_depends_on_the_kinds() throws {
    for from in ItemKind.allCases {
      for to in ItemKind.allCases {
        let continues = to == .track && (from == .track || from == .playlist)
        #expect(RelationChoice.best.relation(from: [from], to: to) == (continues ? .together : .alike))
      }
    }
    #expect(RelationChoice.best.relation(from: [.track, .artist], to: .track) == .alike)
  }

  @Test func a_seldom_track_is_drawn_toward_its_album_and_that_toward_its_artist() throws {
    let model = engine.model
    func ordinal(_ kind: ItemKind, _ id: String) throws -> Int { try #require(model[kind].list.ids.ordinal(of: id)) }
    func row(_ kind: ItemKind, _ id: String, _ role: EmbeddingRole) throws -> [Double] {
      model[kind].unitRow(role, try ordinal(kind, id)).map(Double.init)
    }
    func support(_ kind: ItemKind, _ id: String) throws -> Double {
      Double(model[kind].list.supports[try ordinal(kind, id)])
    }
    func drawn(_ own: [Double], _ parent: [Double], _ support: Double) -> [Double] {
      zip(own, parent).map { (support * $0 + 4 * $1) / (support + 4) }
    }
    let track = PlantedCorpus.trackID(3, 4)  // on s3b1 by s3a1
    let rows = try EmbeddingRole.allCases.map { role in
      drawn(
        try row(.track, track, role),
        drawn(try row(.album, "s3b1", role), try row(.artist, "s3a1", role), try support(.album, "s3b1")),
        try support(.track, track))
    }
    let expected = try #require(
      model.relations.unitSeed(input: rows[0].map(Float.init), context: rows[1].map(Float.init), for: .together))
    let number = try ordinal(.track, track)
    let seed = try #require(model.seedVector(.track, number, for: .together))
    #expect(zip(seed, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }
}
