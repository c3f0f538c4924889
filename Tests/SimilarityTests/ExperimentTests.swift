import Embeddings
import Files
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// Who is in which variant, and what that changes.
@Suite struct ExperimentTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func experiment(_ text: String) throws -> Experiment {
    _ = try folder.write(text, as: Experiment.fileName)
    return try #require(try Experiment.read(folder: folder.path))
  }

  private func thirds(name: String = "e", key: String = "k", first: String = "a") throws -> Experiment {
    try experiment(
      """
      {"name": "\(name)", "key": "\(key)", "variants": [
        {"name": "\(first)", "share": 0.3}, {"name": "b", "share": 0.5, "model": "canary", "variety": 0.4}]}
      """)
  }

  @Test func subjects_are_dealt_by_their_shares() throws {
    let experiment = try thirds()
    let count = 100_000
    var dealt: [String: Int] = [:]
    for number in 0..<count { dealt[experiment.variant(of: "listener-\(number)")?.name ?? "outside", default: 0] += 1 }
    for (name, share) in [("a", 0.3), ("b", 0.5), ("outside", 0.2)] {
      let deviation = (share * (1 - share) * Double(count)).squareRoot()
      #expect(abs(Double(dealt[name] ?? 0) - share * Double(count)) < 4.5 * deviation, "\(name): \(dealt)")
    }
  }

  @Test func a_subject_stays_where_it_is_and_another_name_or_key_deals_anew() throws {
    let subjects = (0..<1_000).map { "s\($0)" }
    func deal(_ experiment: Experiment) -> [String?] { subjects.map { experiment.variant(of: $0)?.name } }
    let dealt = deal(try thirds())
    #expect(try deal(thirds()) == dealt)
    // Written down: another program, machine or version deals the same.
    #expect(dealt.prefix(8) == ["b", "b", "b", "b", "b", "b", "b", nil], "\(dealt.prefix(8))")
    #expect(try deal(thirds(name: "f")) != dealt)
    #expect(try deal(thirds(key: "l")) != dealt)
    #expect(try deal(thirds(first: "c")).map { $0 == "c" ? "a" : $0 } == dealt)
  }

  @Test func a_variant_decides_and_is_told() throws {
    let engine = SimilarityEngine(model: try PlantedModel.shared.get().inMemory())
    let engines = ExperimentEngines(main: engine, experiment: try thirds())
    let query = ShelfQuery(seeds: [ItemID(.track, "s0t00")], count: 8)
    var seen: Set<String?> = []
    for number in 0..<40 {
      let subject = "s\(number)"
      let answer = engines.answer(query, for: subject)
      let variant = engines.experiment?.variant(of: subject)
      seen.insert(variant?.name)
      var expected = query
      if variant?.name == "b" { expected.variety = 0.4 }
      #expect(answer.cards.map(\.id) == engine.answer(expected).cards.map(\.id), "\(subject)")
      #expect(answer.stamp.variant == variant?.name && answer.cards.allSatisfy { $0.variant == variant?.name })
      // The model of variant b is not there: the main one answers, and says so.
      #expect(answer.stamp.level == (variant?.name == "b" ? .previousModel : .full))
      let page = engines.answer(HomeQuery(shelves: [.init("x", query)]), for: subject)
      #expect(page.shelves[0].answer.cards.map(\.id) == answer.cards.map(\.id))
      #expect(page.shelves[0].answer.stamp.variant == variant?.name)
    }
    #expect(seen == ["a", "b", nil])
    #expect(engines.answer(query, for: nil).stamp.variant == nil)
    let other = SimilarityEngine(model: try PlantedModel.build(seed: 5).inMemory())
    let both = ExperimentEngines(main: engine, experiment: engines.experiment, others: ["canary": other])
    #expect(both.answer(query, for: "s0").stamp.model == other.model.version)
    #expect(both.answer(query, for: "s0").stamp.level == .full)
  }

  @Test(arguments: [
    ("[]", "not an experiment"), (#"{"name": "a", "key": "k", "variants": []}"#, "needs a name, a key and variants"),
    (#"{"name": "a", "variants": [{"name": "x", "share": 1}]}"#, "not an experiment"),
    (#"{"name": "a", "key": "k", "variants": [{"name": "x", "share": 0}]}"#, "share is not over 0"),
    (
      #"{"name": "a", "key": "k", "variants": [{"name": "x", "share": 0.6}, {"name": "y", "share": 0.6}]}"#,
      "sum to more"
    ),
    (
      #"{"name": "a", "key": "k", "variants": [{"name": "x", "share": 0.1}, {"name": "x", "share": 0.1}]}"#,
      "of one name"
    ),
    (#"{"name": "a", "key": "k", "variants": [{"name": "x", "share": 1, "varety": 1}]}"#, "no field 'varety'"),
    (#"{"name": "a", "key": "k", "variants": [{"name": "x", "share": 1, "variety": 2}]}"#, "variety is not from"),
    (#"{"name": "a", "key": "k", "interleave": true, "variants": [{"name": "x", "share": 1}]}"#, "two variants are"),
  ]) func a_slip_deals_nobody(text: String, fault: String) throws {
    let error = #expect(throws: DataError.self) { try experiment(text) }
    #expect(error?.fault.contains(fault) == true, "\(String(describing: error))")
  }

  @Test func no_file_is_no_experiment() throws { #expect(try Experiment.read(folder: folder.path) == nil) }
}

/// Two answers in one.
@Suite struct TeamDraftTests {
  private static let models = Result {
    try [1, 5].map { SimilarityEngine(model: try PlantedModel.build(seed: $0).inMemory()) }
  }

  private static func engines(in folder: TemporaryFolder) throws -> ExperimentEngines {
    _ = try folder.write(
      """
      {"name": "mixed", "key": "k", "interleave": true, "variants": [
        {"name": "old", "share": 0.5}, {"name": "new", "share": 0.5, "model": "canary", "relation": "together"}]}
      """, as: Experiment.fileName)
    let models = try models.get()
    return ExperimentEngines(
      main: models[0], experiment: try Experiment.read(folder: folder.path), others: ["canary": models[1]])
  }

  @Test func no_recording_twice_caps_kept_both_heard() throws {
    let engines = try Self.engines(in: TemporaryFolder())
    let models = try Self.models.get().map(\.model)
    var picks = ["old": 0, "new": 0]
    var firsts = ["old": 0, "new": 0]
    for number in 0..<200 {
      var query = ShelfQuery(
        seeds: [ItemID(.track, PlantedCorpus.trackID(number % 4, number % 9))], count: 1 + number % 12)
      if number % 3 == 0 { query.perArtist = 2 }
      if number % 5 == 0 { query.perAlbum = 1 }
      let answer = engines.answer(query, for: "s\(number)")
      let note = Comment(rawValue: "round \(number)")
      #expect(answer.cards.count == query.count || answer.shortfall != nil, note)
      for model in models {
        let groups = answer.cards.compactMap { model[.track].list.ids.ordinal(of: $0.id.id) }
          .map { model[.track].list.groups[$0] }
        #expect(Set(groups).count == groups.count, note)
      }
      let tracks = answer.cards.compactMap { models[0].catalog.track($0.id.id) }
      for (cap, keys) in [
        (query.perArtist, tracks.map { $0.artists.first?.id }), (query.perAlbum, tracks.map(\.albumID)),
      ] {
        guard let cap else { continue }
        #expect(Dictionary(grouping: keys) { $0 }.values.allSatisfy { $0.count <= cap }, note)
      }
      #expect(engines.answer(query, for: "s\(number)") == answer, note)
      #expect(answer.stamp.variant == "old+new", note)
      for card in answer.cards { picks[card.variant ?? "", default: 0] += 1 }
      firsts[answer.cards.first?.variant ?? "", default: 0] += 1
      // Within a round both pick: neither is ever two ahead.
      var ahead = 0
      for card in answer.cards.prefix(4) where query.perArtist == nil && query.perAlbum == nil {
        ahead += card.variant == "old" ? 1 : -1
        #expect(abs(ahead) <= 2, note)
      }
    }
    #expect(picks.keys.sorted() == ["new", "old"])
    // A fair coin: 100 of 200 heads, with a standard deviation of 7.
    #expect(abs((firsts["old"] ?? 0) - 100) < 32, "\(firsts)")
    #expect(abs((picks["old"] ?? 0) - (picks["new"] ?? 0)) < 150, "\(picks)")
  }

  @Test func a_team_whose_level_is_not_accepted_is_not_heard() throws {
    let engines = try Self.engines(in: TemporaryFolder())
    let main = engines.main
    // The model of the second variant is not there: the first stands in for it, a level that is not accepted.
    let alone = ExperimentEngines(main: main, experiment: engines.experiment)
    var query = ShelfQuery(seeds: [ItemID(.track, "s1t02")], count: 6)
    query.accept = .reducedEffort
    let answer = alone.answer(query, for: "somebody")
    #expect(answer.stamp.level == .full && answer.cards.count == 6 && answer.cards.allSatisfy { $0.variant == "old" })
    query.accept = .backedOff
    #expect(alone.answer(query, for: "somebody").stamp.level == .previousModel)
    query.count = .max
    #expect(alone.answer(query, for: "somebody").shortfall != nil)
  }

  @Test func each_card_is_one_its_variant_would_have_given() throws {
    let engines = try Self.engines(in: TemporaryFolder())
    let models = try Self.models.get()
    let query = ShelfQuery(seeds: [ItemID(.track, "s1t02")], count: 6)
    let answer = engines.answer(query, for: "somebody")
    for (name, engine, relation) in [("old", models[0], RelationChoice.alike), ("new", models[1], .together)] {
      var own = query
      (own.count, own.relation) = (12, relation)
      let given = engine.answer(own).cards.map(\.id)
      let picked = answer.cards.filter { $0.variant == name }.map(\.id)
      #expect(!picked.isEmpty && picked == given.filter(picked.contains), "\(name)")
    }
  }
}
