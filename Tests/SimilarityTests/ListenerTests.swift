import ANNIndex
import Embeddings
import Files
import Foundation
import TestSupport
import Testing

@testable import Similarity

@Suite struct ListenerTests {
  let engine: SimilarityEngine
  let folder: TemporaryFolder

  init() throws {
    engine = SimilarityEngine(model: try PlantedModel.shared.get().inMemory())
    folder = try TemporaryFolder()
  }

  private static func plays(_ scene: Int, _ count: Int) -> [Seed] {
    (0..<count).map { Seed(ItemID(.track, PlantedCorpus.trackID(scene, $0))) }
  }

  @Test func one_taste_is_one_facet_and_two_are_two() throws {
    let one = engine.facets(Self.plays(0, 8))
    #expect(one.count == 1)
    #expect(PlantedCorpus.scene(of: try #require(one.first).medoid.id) == 0)
    let two = engine.facets(Self.plays(0, 6) + Self.plays(2, 3))
    #expect(two.compactMap { PlantedCorpus.scene(of: $0.medoid.id) } == [0, 2])
    #expect(abs(two[0].weight - 6 / 9) < 1e-5 && abs(two[1].weight - 3 / 9) < 1e-5)
    let all = try #require(engine.listener(Self.plays(0, 6) + Self.plays(2, 3)))
    #expect((two[0].vector.coherence ?? 0) > (all.coherence ?? 1) + 0.1)
    #expect(engine.facets(Self.plays(0, 4) + Self.plays(1, 4) + Self.plays(2, 4), atMost: 2).count == 2)
    #expect(engine.facets([Seed(ItemID(.track, "nobody"))]).isEmpty)
    #expect(engine.listener([Seed(ItemID(.track, "s0t00"), isNegative: true)]) == nil)
  }

  @Test func a_listener_is_answered_in_both_relations_and_with_seeds() throws {
    let taste = try #require(engine.listener(Self.plays(1, 5)))
    for relation in Relation.allCases {
      for kind in ItemKind.allCases {
        var query = ShelfQuery(seeds: [Seed](), to: kind, count: 3, relation: RelationChoice(relation))
        query.listener = taste
        let cards = engine.answer(query).cards
        #expect(cards.count == 3)
        #expect(cards.allSatisfy { PlantedCorpus.scene(of: $0.id.id) == 1 && $0.seed == nil }, "\(relation) \(kind)")
      }
    }
    // A listener of one track asks what the track's own vector asks; as a seed it takes something from its artist and album besides.
    let tracks = engine.model[.track]
    let ordinal = try #require(tracks.list.ids.ordinal(of: "s3t04"))
    let own = try #require(tracks.seed(ordinal, for: .alike, by: engine.model.relations))
    let nearest = tracks.index(.alike).search(own, SearchRequest(k: 13, effort: .exact)).neighbors.map(\.ordinal)
    var query = ShelfQuery(seeds: [Seed](), count: 12, relation: .alike)
    query.listener = engine.listener([Seed(ItemID(.track, "s3t04"))])
    let cards = engine.answer(query).cards.map(\.id.id)
    // Of two releases of a recording the nearer one is named.
    var recordings: Set<Int32> = []
    #expect(cards == nearest.filter { recordings.insert(tracks.list.groups[$0]).inserted }.map { tracks.list.ids[$0] })
    let asked = engine.answer(ShelfQuery(seeds: [ItemID(.track, "s3t04")], count: 11)).cards.map(\.id.id)
    #expect(Set(cards) == Set(asked + ["s3t04"]))
  }

  @Test func a_vector_of_another_space_is_not_accepted() throws {
    let taste = try #require(engine.listener(Self.plays(1, 5)))
    #expect(engine.accepts(taste))
    #expect(
      !engine.accepts(ListenerVector(space: "elsewhere", input: taste.input, context: taste.context, coherence: nil)))
    #expect(
      !engine.accepts(
        ListenerVector(
          space: taste.space, input: Array(taste.input.dropLast()), context: Array(taste.context.dropLast()),
          coherence: nil)))
    var broken = taste.input
    broken[0] = .nan
    #expect(!engine.accepts(ListenerVector(space: taste.space, input: broken, context: taste.context, coherence: nil)))
  }

  private func make(
    _ texts: [String], halfLife: Double = 30, into name: String = "a"
  ) throws -> (table: ListenerTable, tally: PlayLog.Tally) {
    let paths = try texts.enumerated().map { try folder.write($1, as: "plays\($0).tsv") }
    let (description, tally) = try ListenerTable.make(
      from: paths, with: engine, into: folder(name), halfLife: halfLife, temporaryFolder: folder.path)
    let table = try ListenerTable.read(folder: folder(name))
    #expect(table.description == description)
    return (table, tally)
  }

  @Test func logs_become_the_vectors_that_the_engine_makes_of_the_same_plays() throws {
    let day: Int64 = 86_400
    let now: Int64 = 1_795_000_000
    var lines: [String] = []
    var plays: [String: [Seed]] = [:]
    var random = TestRandom(seed: 4)
    for _ in 0..<3_000 {
      let listener = "u\(Int.random(in: 0..<200, using: &random))"
      let track = PlantedCorpus.trackID(Int.random(in: 0..<4, using: &random), Int.random(in: 0..<12, using: &random))
      let age = Int64.random(in: 0...90, using: &random)
      lines.append("\(listener)\t\(track)\t\(now - age * day)")
      plays[listener, default: []].append(Seed(ItemID(.track, track), age: Double(age)))
    }
    lines.append("last\ts0t00\t\(now)")
    let (table, tally) = try make([lines.joined(separator: "\n") + "\n"], halfLife: 10)
    #expect(tally.plays == 3_001 && tally.malformed == 0 && table.count == plays.count + 1)
    #expect(table.description.asOf == now && table.description.space == engine.model.manifest.space)
    for (listener, seeds) in plays {
      let expected = try #require(engine.listener(seeds, halfLife: 10))
      let made = try #require(table.vector(of: listener))
      for (left, right) in zip(made.input + made.context, expected.input + expected.context) {
        #expect(abs(left - right) < 1e-5)
      }
    }
    // The order of lines, and how they are spread over files, change nothing.
    let shuffled = lines.shuffled(using: &random)
    _ = try make(
      [shuffled.prefix(1_000).joined(separator: "\n"), shuffled.dropFirst(1_000).joined(separator: "\r\n") + "\r\n"],
      halfLife: 10, into: "b")
    #expect(
      try ByteSource.readAll(path: folder("a/listeners.vectors"))
        == ByteSource.readAll(path: folder("b/listeners.vectors")))
    #expect(table.vector(of: "nobody") == nil)
  }

  @Test func lines_that_are_no_plays_are_counted_and_told() throws {
    let (table, tally) = try make([
      """
      a\ts0t00\t1795000000
      a\ts0t01\t2026-11-22T12:00:00Z\t1
      a\ts0t02\t1795000000\t0
      a\tnobody\t1795000000
      a\ts0t00
      a\ts0t00\tyesterday
      a\ts0t00\t1795000000\tyes
      \ts0t00\t1795000000
      a\ts0t00\t1795000000\t1\tmore
      """
    ])
    #expect(
      tally
        == .init(
          lines: 9, plays: 2, unknownTracks: 1, skipped: 1, malformed: 5,
          firstFault:
            "\(folder("plays0.tsv")):5: expected listener, track, time and perhaps completed, with TAB between them"))
    #expect(table.count == 1)
    #expect(try make([""]).table.count == 0)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("2026-11-27T17:26:19Z", 1_795_800_379),
    ("12", 12),
  ]) func times_are_seconds_since_1970(_ text: String, _ seconds: Int64) {
    #expect(Array(text.utf8).withUnsafeBytes { PlayLog.time($0) } == seconds)
  }

  @Test(arguments: ["", "2026-13-01T00:00:00Z", "2026-11-27", "-5", "1.5", "2026-11-27T24:00:00Z", "99999999999999999"])
  func other_texts_are_no_times(_ text: String) {
    #expect(Array(text.utf8).withUnsafeBytes { PlayLog.time($0) } == nil)
  }
}
