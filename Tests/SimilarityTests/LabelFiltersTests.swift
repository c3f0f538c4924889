import Embeddings
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// Questions for a market: labels of the catalog, and what has them.
@Suite struct LabelFiltersTests {
  /// Tracks with an even number may be played in Sweden, those of scenes 0 and 1 in Norway.
  private static let model = Result {
    let planted = PlantedCorpus()
    var catalog = Catalog()
    for var track in planted.catalog {
      let number = Int(track.id.suffix(2)) ?? 1
      if number % 2 == 0 { track.labels.append("SE") }
      if PlantedCorpus.scene(of: track.id) ?? 9 < 2 { track.labels.append("NO") }
      catalog.insert(track)
    }
    var parameters = TrainingParameters()
    (parameters.dimension, parameters.epochs, parameters.threads) = (8, 6, 1)
    return try ModelBuilder(catalog: catalog, threads: 1).build(
      training: planted.corpus, with: parameters, created: Date(timeIntervalSince1970: 0)
    ).inMemory()
  }

  private let engine: SimilarityEngine

  init() throws { engine = SimilarityEngine(model: try Self.model.get()) }

  private func ask(_ labels: [String], to: ItemKind = .track, count: Int = 200) -> ShelfAnswer {
    var query = ShelfQuery(seeds: [ItemID(.track, "s0t01")], to: to, count: count)
    query.labels = labels
    return engine.answer(query)
  }

  private func hasLabel(_ label: String, _ track: String) -> Bool {
    engine.model.catalog.track(track)?.labels.contains(label) ?? false
  }

  @Test(arguments: [["SE"], ["NO"], ["SE", "NO"]]) func every_track_has_every_label(labels: [String]) {
    let cards = ask(labels).cards
    let list = engine.model[.track].list
    // All but the seed.
    let seed = list.ids.ordinal(of: "s0t01")
    let eligible = Set(
      (0..<list.count).filter { ordinal in ordinal != seed && labels.allSatisfy { hasLabel($0, list.ids[ordinal]) } }
        .map { list.groups[$0] })
    #expect(cards.allSatisfy { card in labels.allSatisfy { hasLabel($0, card.id.id) } })
    #expect(cards.count == eligible.count, "\(labels)")
    #expect(ask(labels, count: 3).cards == Array(cards.prefix(3)))
  }

  @Test func albums_and_artists_have_the_labels_of_their_tracks() {
    for kind in [ItemKind.album, .artist] {
      let found = Set(ask(["SE"], to: kind).cards.map(\.id.id))
      let expected = Set(
        engine.model.catalog.filter { $0.labels.contains("SE") }
          .compactMap { kind == .album ? $0.albumID : $0.artists.first?.id })
      #expect(found == expected, "\(kind)")
    }
  }

  @Test func a_playlist_has_the_labels_that_half_of_its_tracks_have() throws {
    let lists = try CorpusLists(PlantedCorpus().corpus)
    let eligible = Set(
      lists.ids.indices.filter { index in
        2 * Set(lists.tracks[index]).count { hasLabel("SE", $0) } >= Set(lists.tracks[index]).count
      }.map { lists.ids[$0] })
    let found = ask(["SE"], to: .playlist).cards.map(\.id.id)
    #expect(!found.isEmpty && Set(found).isSubset(of: eligible))
    // Of two editions one stands for both.
    let names = Set(eligible.map { $0.prefix { $0 != "@" } })
    #expect(Set(found.map { $0.prefix { $0 != "@" } }) == names)
  }

  @Test func a_label_that_no_item_has_leaves_nothing() {
    #expect(ask(["XX"]).cards.isEmpty && ask(["XX"]).shortfall == .noMoreItems)
    #expect(ask(["SE", "XX"]).cards.isEmpty)
  }

  @Test func the_popular_of_a_market_are_of_that_market() {
    var query = ShelfQuery(seeds: [ItemID(.track, "nobody")], count: 5)
    (query.labels, query.accept) = (["SE", "NO"], .popular)
    let answer = engine.answer(query)
    #expect(answer.stamp.level == .popular && answer.cards.count == 5)
    #expect(answer.cards.allSatisfy { hasLabel("SE", $0.id.id) && hasLabel("NO", $0.id.id) })
  }
}
