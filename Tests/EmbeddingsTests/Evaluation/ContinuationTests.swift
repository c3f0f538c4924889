import Testing

@testable import Embeddings

@Suite struct ContinuationTests {
  /// Tracks a to z, the first the most popular.
  private static let vocabulary = Vocabulary(
    ids: IdentifierTable((0..<26).map { String(UnicodeScalar(UInt8(97 + $0))) }), counts: (0..<26).map { 100 - $0 })

  /// Gives every list of seeds the same scores.
  private struct Fixed: Recommender {
    let method = "fixed"
    let scores: [Float]

    func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>) {
      for index in scores.indices { scores[index] = self.scores[index] }
    }
  }

  private static let alphabetical = Fixed(scores: (0..<26).map { -Float($0) })

  private func metrics(
    _ task: ContinuationTask, _ playlists: [[String]], _ recommender: Fixed = alphabetical, limit: Int? = nil
  ) -> ContinuationMetrics {
    Continuation(vocabulary: Self.vocabulary, task: task, limit: limit)
      .evaluate(recommender, playlists: playlists, threads: 1)
  }

  @Test func one_hidden_track_by_hand() {
    // Seeds a and c are not ranked, so e is behind b and d: rank 3.
    let found = metrics(.last, [["a", "c", "e"]])
    #expect(
      found == ContinuationMetrics(hitAt10: 1, hitAt100: 1, ndcgAt10: 0.5, mrr: 1.0 / 3, rPrecision: 0, playlists: 1))
    // z: rank 25.
    let late = metrics(.last, [["a", "z"]])
    #expect(
      late == ContinuationMetrics(hitAt10: 0, hitAt100: 1, ndcgAt10: 0, mrr: 1.0 / 25, rPrecision: 0, playlists: 1))
    let first = metrics(.last, [["a", "b"]])
    #expect(first == ContinuationMetrics(hitAt10: 1, hitAt100: 1, ndcgAt10: 1, mrr: 1, rPrecision: 1, playlists: 1))
  }

  @Test func a_hidden_half_by_hand() {
    // Seeds z, y; hidden b (rank 2), d (rank 4) and one unknown.
    let found = metrics(.half, [["z", "y", "b", "d", "unknown"]])
    let discounts: [Double] = [1, 0.630_929_753_571_457_4, 0.5, 0.430_676_558_073_393_1]
    #expect(abs(found.hitAt10 - 2.0 / 3) < 1e-12 && abs(found.hitAt100 - 2.0 / 3) < 1e-12)
    #expect(abs(found.ndcgAt10 - (discounts[1] + discounts[3]) / (discounts[0] + discounts[1] + discounts[2])) < 1e-12)
    #expect(found.mrr == 0.5)
    #expect(abs(found.rPrecision - 1.0 / 3) < 1e-12)
  }

  @Test func misses_count_and_lists_too_short_do_not() {
    let found = metrics(
      .last, [["a", "b"], ["a", "unknown"], ["unknown", "a"], ["a"], ["a", "a"], []])
    #expect(found.playlists == 3)
    #expect(abs(found.hitAt10 - 1.0 / 3) < 1e-12 && abs(found.mrr - 1.0 / 3) < 1e-12)
  }

  @Test func a_repeated_track_is_neither_seed_nor_hidden_twice() {
    // Distinct tracks are c, b, a: the hidden one is a, though the playlist ends with c.
    #expect(metrics(.last, [["c", "b", "a", "b", "c"]]).mrr == 1)
  }

  @Test func equal_scores_rank_by_popularity() {
    let level = Fixed(scores: Array(repeating: 0, count: 26))
    #expect(metrics(.last, [["a", "d"]], level).mrr == 1.0 / 3)
  }

  @Test func a_limit_takes_the_first_playlists_that_can_be_asked() {
    #expect(metrics(.last, [["a"], ["a", "b"], ["a", "z"]], limit: 1).mrr == 1)
    #expect(metrics(.last, []).playlists == 0)
  }

  @Test func threads_do_not_change_the_figures() {
    var random = RandomSource(seed: 8)
    let playlists = (0..<150).map { _ in (0..<5).map { _ in Self.vocabulary.ids[random.below(26)] } }
    for task in [ContinuationTask.last, .half, .first(2), .random(3)] {
      let continuation = Continuation(vocabulary: Self.vocabulary, task: task)
      let recommender = RandomRecommender(seed: 3)
      let one = continuation.evaluate(recommender, playlists: playlists, threads: 1)
      #expect(continuation.evaluate(recommender, playlists: playlists, threads: 3) == one)
      #expect(one.playlists > 100 && one.hitAt10 > 0.2 && one.hitAt10 < 0.8)
    }
  }

  @Test func tasks_have_names() {
    for task in ContinuationTask.challenge + [.last, .half] {
      #expect(ContinuationTask(rawValue: task.rawValue) == task)
    }
    for name in ["", "first", "first-", "first--1", "first-05", "first-+5", "random-99999999", "LAST"] {
      #expect(ContinuationTask(rawValue: name) == nil, "\(name)")
    }
  }

  @Test func the_first_tracks_are_given_and_all_others_hidden() {
    // Seed z; hidden b (rank 2), d (rank 4), y (rank 25).
    let answers = Continuation(vocabulary: Self.vocabulary, task: .first(1))
      .answers(of: Self.alphabetical, playlists: [["z", "b", "d", "y"], ["z"]])
    #expect(
      answers.map(\.ranks) == [[2, 4, 25]] && answers[0].found.map { Self.vocabulary.ids[Int($0)] } == ["b", "d", "y"])
    let challenge = answers[0].challenge
    #expect(challenge.clicks == 0 && challenge.rPrecision == 1.0 / 3)
    // 1/log2(1 + rank) for 2, 4 and 25, by 1, 2 and 3.
    let gain = 0.630_929_753_571_457_4 + 0.430_676_558_073_393_1 + 0.212_746_053_553_363_1
    #expect(abs(challenge.ndcgAt500 - gain / (1 + 0.630_929_753_571_457_4 + 0.5)) < 1e-12)
    #expect(
      answers[0].first.map { Self.vocabulary.ids[Int($0)] } == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"])
  }

  @Test func clicks_count_tens_of_tracks() {
    #expect(
      [[1], [10], [11], [500], [501], []].map { ChallengeMetrics(ranks: $0, hidden: 1).clicks } == [
        0, 0, 1, 49, 51, 51,
      ])
  }

  @Test func without_seeds_the_most_popular_tracks_are_given() {
    let backwards = Fixed(scores: (0..<26).map { Float($0) })
    let answers = Continuation(vocabulary: Self.vocabulary, task: .first(0))
      .answers(of: backwards, playlists: [["c", "unknown"], ["unknown"]])
    #expect(answers.map(\.ranks) == [[3], []] && answers.map(\.hiddenCount) == [2, 1])
    #expect(answers[1].first.first == 0)
  }

  @Test func random_seeds_hang_on_the_playlist_alone() {
    let playlists = (0..<40).map { number in (0..<8).map { Self.vocabulary.ids[(number + $0 * 3) % 26] } }
    let continuation = Continuation(vocabulary: Self.vocabulary, task: .random(3))
    let all = continuation.answers(of: Self.alphabetical, playlists: playlists)
    #expect(continuation.answers(of: Self.alphabetical, playlists: playlists.reversed()) == all.reversed())
    #expect(all.allSatisfy { $0.hiddenCount == 5 })
    // Not always the first three.
    let first = Continuation(vocabulary: Self.vocabulary, task: .first(3)).answers(
      of: Self.alphabetical, playlists: playlists)
    #expect(all.map(\.known) != first.map(\.known))
  }

  @Test func lists_are_described_by_hand() throws {
    // Tracks a and b point the same way, c away from both; a and c are one artist's, b has none.
    let vocabulary = Vocabulary(ids: IdentifierTable(["a", "b", "c", "d"]), counts: [4, 2, 1, 1])
    let vectors = EmbeddingMatrix(count: 4, dimension: 2, values: [1, 0, 1, 0, 0, 1, -1, 0])
    let quality = try #require(
      ListQuality(of: [[0, 1], [0, 2], []], vocabulary: vocabulary, vectors: vectors, artists: [7, -1, 7, -1]))
    #expect(quality.coverage == 0.75)
    // -log2 of 1/2, 1/4, 1/2 and 1/8.
    #expect(quality.novelty == (1 + 2 + 1 + 3) / 4.0)
    #expect(quality.similarity == 0.5 && quality.artists == 1.5)
    // Listed 0, 1, 1 and 2 times.
    #expect(abs(quality.gini - 0.375) < 1e-12)
    #expect(ListQuality(of: [[]], vocabulary: vocabulary, vectors: vectors, artists: [-1, -1, -1, -1]) == nil)
    let nameless = ListQuality(of: [[3]], vocabulary: vocabulary, vectors: vectors, artists: [-1, -1, -1, -1])
    #expect(nameless?.artists == nil && nameless?.similarity == 0)
  }

  @Test func bands_hold_a_third_of_all_occurrences_each() {
    let vocabulary = Vocabulary(ids: IdentifierTable(["a", "b", "c", "d", "e"]), counts: [6, 3, 3, 3, 3])
    let scores = Fixed(scores: [0, 1, 2, 3, 4])
    let answers = Continuation(vocabulary: vocabulary, task: .last)
      .answers(of: scores, playlists: [["a", "b"], ["b", "a"], ["a", "e"], ["a", "unknown"]])
    let bands = PopularityBand.all(of: answers, vocabulary: vocabulary)
    #expect(bands.map(\.name) == ["head", "middle", "tail"] && bands.map(\.tracks) == [1, 2, 2])
    #expect(bands.map(\.hidden) == [1, 1, 1] && bands.map(\.hitAt100) == [1, 1, 1])
  }

  @Test func a_bootstrap_interval_is_that_of_the_normal_distribution_where_there_is_one() {
    var random = RandomSource(seed: 5)
    let values = (0..<2000).map { _ in (0..<12).reduce(0.0) { sum, _ in sum + Double(random.unitFloat()) } }
    let estimate = Estimate(meanOf: values)
    let interval = Bootstrap.interval(ofMean: values)
    #expect(abs(interval.lowerBound - (estimate.mean - 1.96 * estimate.standardError)) < 0.3 * estimate.standardError)
    #expect(abs(interval.upperBound - (estimate.mean + 1.96 * estimate.standardError)) < 0.3 * estimate.standardError)
    #expect(Bootstrap.interval(ofMean: values) == interval)
  }

  @Test func the_definitions_name_every_figure() {
    for name in ["hit@10", "hit@100", "NDCG@10", "MRR", "R-precision"] {
      #expect(ContinuationMetrics.definitions.contains(name))
    }
    for name in ["NDCG@500", "clicks"] { #expect(ChallengeMetrics.definitions.contains(name)) }
    for name in ["coverage", "Gini", "novelty", "similarity", "artists"] {
      #expect(ListQuality.definitions.contains(name))
    }
  }
}
