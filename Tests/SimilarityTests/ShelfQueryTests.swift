import ANNIndex
import Embeddings
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// Shelves: what their dials do, and what holds whatever is asked.
@Suite struct ShelfQueryTests {
  let engine: SimilarityEngine

  init() throws { engine = SimilarityEngine(model: try PlantedModel.shared.get().inMemory()) }

  private func vector(_ seed: Seed, _ relation: Relation) throws -> [Float] {
    let ordinal = try #require(engine.ordinal(of: seed.id))
    return try #require(engine.model.seedVector(seed.id.kind, ordinal, for: relation))
  }

  private func dot(_ left: [Float], _ right: [Float]) -> Double {
    zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// The score of a row, by the words of the definitions and in double precision.
  private func plain(_ ordinal: Int, _ query: ShelfQuery) throws -> Double {
    let row = engine.model[.track].index(query.measure).row(ordinal)
    let good = query.seeds.filter { !$0.isNegative }
    let weights = good.map { $0.weight * $0.signal.weight * pow(2, -$0.age / query.halfLife) }
    let scores = try good.map { dot(try vector($0, query.measure), row) }
    var score: Double
    switch query.combination {
    case .pooled:
      let b = Double(SeedPooling.sharpness)
      score = log(zip(weights, scores).reduce(0) { $0 + $1.0 * exp(b * $1.1) } / weights.reduce(0, +)) / b
    case .blend:
      var mean = Array(repeating: 0.0, count: row.count)
      for (seed, weight) in zip(good, weights) {
        for (index, value) in try vector(seed, query.measure).enumerated() { mean[index] += weight * Double(value) }
      }
      let length = mean.reduce(0) { $0 + $1 * $1 }.squareRoot()
      score = zip(mean, row).reduce(0) { $0 + $1.0 * Double($1.1) } / length
    case .nearest: score = scores.max() ?? 0
    case .sum: score = zip(weights, scores).reduce(0) { $0 + $1.0 * $1.1 }
    }
    if query.measure == .together, let companions = engine.model.companions {
      for (seed, weight) in zip(good, weights) where seed.id.kind == .track {
        companions.forEach(of: try #require(engine.ordinal(of: seed.id))) { other, nats in
          guard other == ordinal else { return }
          score += 0.03 * Double(nats) * weight / (query.combination == .sum ? 1 : weights.reduce(0, +))
        }
      }
    }
    let bad = query.seeds.filter(\.isNegative)
    if !bad.isEmpty {
      let penalty = bad.reduce(0) { $0 + $1.weight * $1.signal.weight * pow(2, -$1.age / query.halfLife) }
      let worst = try bad.map { dot(try vector($0, query.measure), row) }.max() ?? 0
      score -= min(1, penalty / weights.reduce(0, +)) * max(0, worst)
    }
    return score
  }

  @Test(arguments: SeedCombination.allCases, Relation.allCases)
  func scores_are_what_their_definition_says(_ combination: SeedCombination, _ relation: Relation) throws {
    for withNegative in [false, true] {
      var query = ShelfQuery(
        seeds: [
          Seed(ItemID(.track, "s0t00"), weight: 2, age: 3), Seed(ItemID(.track, "s1t03"), signal: .hearted),
          Seed(ItemID(.artist, "s2a1"), age: 60, signal: .followed),
        ] + (withNegative ? [Seed(ItemID(.track, "s3t02"), weight: 0.7, isNegative: true)] : []),
        count: 15, relation: RelationChoice(relation), effort: .exact)
      query.combination = combination
      let answer = engine.answer(query)
      #expect(answer.cards.count == 15)
      for card in answer.cards {
        let ordinal = try #require(engine.ordinal(of: card.id))
        #expect(abs(Double(card.score) - (try plain(ordinal, query))) < 1e-5, "\(combination) \(card.id)")
      }
      #expect(answer.cards.map(\.score) == answer.cards.map(\.score).sorted(by: >))
      // They are the best there are: of each recording that is no seed's the best release.
      let list = engine.model[.track].list
      let seeded = Set(
        query.seeds.filter { $0.id.kind == .track }.compactMap { engine.ordinal(of: $0.id) }.map { list.groups[$0] })
      var best: [Int32: Double] = [:]
      for ordinal in 0..<list.count where !seeded.contains(list.groups[ordinal]) {
        best[list.groups[ordinal]] = max(
          best[list.groups[ordinal], default: -.infinity], try plain(ordinal, query))
      }
      let expected = best.values.sorted(by: >).prefix(15)
      #expect(zip(answer.cards, expected).allSatisfy { abs(Double($0.score) - $1) < 1e-5 }, "\(combination)")
      var wider = query
      wider.count = 40
      #expect(Array(engine.answer(wider).cards.prefix(15)) == answer.cards)
    }
  }

  @Test func a_negative_seed_keeps_its_kind_away() throws {
    let seeds = [Seed(ItemID(.track, "s0t00")), Seed(ItemID(.track, "s1t00"))]
    func scenes(_ query: ShelfQuery) -> [Int] {
      engine.answer(query).cards.compactMap { PlantedCorpus.scene(of: $0.id.id) }
    }
    #expect(Set(scenes(ShelfQuery(seeds: seeds, count: 12))) == [0, 1])
    let without = seeds + [Seed(ItemID(.track, "s1t05"), isNegative: true)]
    #expect(scenes(ShelfQuery(seeds: without, count: 8)).allSatisfy { $0 == 0 })
  }

  @Test func the_old_counts_less() throws {
    let (old, new) = (ItemID(.track, "s0t00"), ItemID(.track, "s1t00"))
    var query = ShelfQuery(seeds: [Seed(old, age: 300), Seed(new)], count: 8)
    #expect(engine.answer(query).cards.allSatisfy { PlantedCorpus.scene(of: $0.id.id) == 1 && $0.seed == new })
    query.halfLife = 36_500
    #expect(Set(engine.answer(query).cards.map(\.seed)) == [old, new])
  }

  @Test func variety_spreads_a_shelf() throws {
    let query = ShelfQuery(
      seeds: [Seed(ItemID(.track, "s0t00")), Seed(ItemID(.track, "s1t00"), weight: 0.8)], count: 6)
    func spread(_ variety: Float) -> Double {
      var query = query
      query.variety = variety
      let index = engine.model[.track].index(.alike)
      let rows = engine.answer(query).cards.compactMap { engine.ordinal(of: $0.id) }.map { index.row($0) }
      let pairs = rows.indices.flatMap { left in (left + 1..<rows.count).map { dot(rows[left], rows[$0]) } }
      return pairs.reduce(0, +) / Double(pairs.count)
    }
    let likeness = [0, 0.3, 0.6, 0.9].map { spread($0) }
    // A greedy choice: a little variety may find another shelf that is as alike.
    #expect(likeness[1] < likeness[0] + 0.05 && likeness[2] < likeness[0] - 0.1, "\(likeness)")
    #expect(likeness[3] < likeness[2])
  }

  @Test func the_dial_moves_popularity() throws {
    func meanOrdinal(_ dial: Float) -> Double {
      var query = ShelfQuery(seeds: [ItemID(.track, "s0t00"), ItemID(.track, "s2t01")], count: 8)
      query.popularity = dial
      let ordinals = engine.answer(query).cards.compactMap { engine.ordinal(of: $0.id) }
      return Double(ordinals.reduce(0, +)) / Double(ordinals.count)
    }
    let means = [-1, -0.5, 0, 0.5, 1].map { meanOrdinal($0) }
    #expect(means == means.sorted(by: >), "\(means)")
    #expect(means[4] < means[0] - 3)
  }

  @Test func a_number_shuffles_the_same_way_and_another_otherwise() throws {
    func ids(_ variation: UInt64?) -> [ItemID] {
      var query = ShelfQuery(seeds: [ItemID(.track, "s0t00")], count: 8)
      query.variation = variation
      return engine.answer(query).cards.map(\.id)
    }
    #expect(ids(7) == ids(7))
    #expect(Set((0..<6).map { ids($0) }).count > 3)
    #expect(ids(nil) == engine.answer(ShelfQuery(seeds: [ItemID(.track, "s0t00")], count: 8)).cards.map(\.id))
  }

  @Test func percentiles_rise_with_scores_and_a_threshold_cuts_there() throws {
    let all = engine.answer(ShelfQuery(seeds: [ItemID(.track, "s0t00")], count: 100)).cards
    for (card, next) in zip(all, all.dropFirst()) { #expect(card.percentile >= next.percentile) }
    #expect((all.first?.percentile ?? 0) > 0.9 && (all.last?.percentile ?? 1) < 0.6)
    for threshold in [0.0, 0.5, 0.8, 0.95, 1] {
      for several in [false, true] {
        var query = ShelfQuery(
          seeds: [ItemID(.track, "s0t00")] + (several ? [ItemID(.track, "s0t02"), ItemID(.track, "s1t02")] : []),
          count: 100)
        let expected = engine.answer(query).cards.filter { $0.percentile >= threshold }
        query.minimumPercentile = threshold
        let answer = engine.answer(query)
        #expect(answer.cards == expected, "\(threshold) \(several)")
        #expect(answer.shortfall == .belowPercentile)
      }
    }
  }

  @Test func caps_and_support_leave_out_what_they_say() throws {
    var query = ShelfQuery(seeds: [ItemID(.playlist, engine.model[.playlist].list.ids[0])], count: 100)
    query.perArtist = 2
    let answer = engine.answer(query)
    let artists = answer.cards.compactMap { engine.item($0.id)?.artists.first }
    #expect(Dictionary(grouping: artists) { $0 }.values.allSatisfy { $0.count <= 2 })
    #expect(Set(artists).count * 2 == answer.cards.count, "every artist has given two")
    #expect(answer.shortfall == .noMoreItems)
    query.perArtist = nil
    let supports = engine.model[.track].list.supports.sorted()
    query.minimumSupport = supports[supports.count / 2]
    let supported = engine.answer(query).cards
    #expect(!supported.isEmpty)
    #expect(supported.allSatisfy { (engine.item($0.id)?.support ?? 0) >= query.minimumSupport })
  }

  @Test func filters_by_support_are_the_same_however_many_were_asked_for() {
    let tracks = engine.model[.track]
    for _ in 0..<2 {
      for support in 1...150 {
        let filter = tracks.filter(minimumSupport: support)
        #expect((0..<tracks.count).allSatisfy { filter.contains($0) == (tracks.list.supports[$0] >= support) })
      }
    }
  }

  @Test func time_that_is_up_is_said_to_be() throws {
    let answer = engine.answer(ShelfQuery(seeds: [ItemID(.track, "s0t00")]), within: .seconds(-1))
    #expect(answer.stamp.level == .reducedEffort && answer.shortfall == .deadline)
    let enough = engine.answer(ShelfQuery(seeds: [ItemID(.track, "s0t00")]), within: .seconds(3600))
    #expect(enough.stamp.level == .full && enough.cards.count == 10)
  }

  @Test func whatever_is_asked_the_promises_of_a_shelf_hold() throws {
    let seed: UInt64 = 20_261_127
    var random = TestRandom(seed: seed)
    let model = engine.model
    func item() -> ItemID {
      let kind = ItemKind.allCases.randomElement(using: &random) ?? .track
      let list = model[kind].list
      return ItemID(
        kind,
        Int.random(in: 0..<8, using: &random) == 0 ? "nobody" : list.ids[Int.random(in: 0..<list.count, using: &random)]
      )
    }
    // More when there is time: W2V_PROPERTY_ROUNDS=1000000.
    let rounds = ProcessInfo.processInfo.environment["W2V_PROPERTY_ROUNDS"].flatMap(Int.init) ?? 3_000
    for round in 0..<rounds {
      var query = ShelfQuery(
        seeds: (0..<Int.random(in: 1...5, using: &random)).map { _ in
          Seed(
            item(), weight: Double.random(in: 0.1...3, using: &random), age: Double.random(in: 0...90, using: &random),
            isNegative: Int.random(in: 0..<6, using: &random) == 0)
        }, to: ItemKind.allCases.randomElement(using: &random) ?? .track,
        count: [1, 3, 10, 30, 200].randomElement(using: &random) ?? 10,
        relation: RelationChoice.allCases.randomElement(using: &random) ?? .alike,
        exclude: (0..<Int.random(in: 0...6, using: &random)).map { _ in item() },
        effort: [.standard, .exact, .recall(0.9)].randomElement(using: &random) ?? .standard)
      query.combination = SeedCombination.allCases.randomElement(using: &random) ?? .pooled
      if Bool.random(using: &random) { query.perArtist = Int.random(in: 1...3, using: &random) }
      if Bool.random(using: &random) { query.perAlbum = Int.random(in: 1...2, using: &random) }
      if Int.random(in: 0..<3, using: &random) == 0 { query.variety = Float.random(in: 0...1, using: &random) }
      if Int.random(in: 0..<3, using: &random) == 0 { query.popularity = Float.random(in: -1...1, using: &random) }
      if Int.random(in: 0..<3, using: &random) == 0 { query.variation = random.next() }
      if Int.random(in: 0..<4, using: &random) == 0 { query.minimumSupport = Int.random(in: 0...40, using: &random) }
      if Int.random(in: 0..<4, using: &random) == 0 {
        query.minimumPercentile = Double.random(in: 0...1, using: &random)
      }
      let answer = engine.answer(query)
      let note = Comment(rawValue: "seed \(seed), round \(round): \(query)")
      let list = model[query.to].list
      let ordinals = answer.cards.compactMap { engine.ordinal(of: $0.id) }
      let groups = ordinals.map { list.groups[$0] }
      #expect(ordinals.count == answer.cards.count && Set(groups).count == groups.count, note)
      let barred = Set(
        (query.seeds.map(\.id) + query.exclude).filter { $0.kind == query.to }.compactMap { engine.ordinal(of: $0) }
          .map { list.groups[$0] })
      #expect(barred.isDisjoint(with: groups), note)
      #expect(
        answer.cards.count <= query.count && (answer.shortfall == nil) == (answer.cards.count == query.count), note)
      let labels = model.labels(of: query.to)
      for (cap, keys) in [(query.perArtist, labels.artists), (query.perAlbum, labels.albums)] {
        guard let cap else { continue }
        #expect(Dictionary(grouping: ordinals) { keys[$0] }.values.allSatisfy { $0.count <= cap }, note)
      }
      #expect(ordinals.allSatisfy { list.supports[$0] >= query.minimumSupport }, note)
      if let least = query.minimumPercentile {
        // The threshold is that of the kind most seeds are of.
        let kinds = Set(query.seeds.filter { !$0.isNegative }.map(\.id.kind))
        if kinds.count == 1 { #expect(answer.cards.allSatisfy { $0.percentile >= least }, note) }
      }
      #expect(engine.answer(query) == answer, note)
      // Short of the count only where nothing more is eligible: without caps all others are in, however they are ordered.
      if answer.shortfall == .noMoreItems, query.perArtist == nil, query.perAlbum == nil {
        let eligible = Set(
          (0..<list.count).filter { list.supports[$0] >= query.minimumSupport }.map { list.groups[$0] }
        )
        .subtracting(barred)
        #expect(eligible == Set(groups), note)
      }
    }
  }
}
