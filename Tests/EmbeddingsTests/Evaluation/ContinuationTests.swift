import Embeddings
import Testing

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
    for task in ContinuationTask.allCases {
      let continuation = Continuation(vocabulary: Self.vocabulary, task: task)
      let recommender = RandomRecommender(seed: 3)
      let one = continuation.evaluate(recommender, playlists: playlists, threads: 1)
      #expect(continuation.evaluate(recommender, playlists: playlists, threads: 3) == one)
      #expect(one.playlists > 100 && one.hitAt10 > 0.2 && one.hitAt10 < 0.8)
    }
  }

  @Test func the_definitions_name_every_figure() {
    for name in ["hit@10", "hit@100", "NDCG@10", "MRR", "R-precision"] {
      #expect(ContinuationMetrics.definitions.contains(name))
    }
  }
}
