import Testing

@testable import Embeddings

@Suite struct ContinuedTrainingTests {
  /// The later half of the playlists, late tracks included.
  private static let later = TrainingFixtures.corpus(Array(LateTracks.playlists.suffix(LateTracks.playlists.count / 2)))

  private func continued(minimumCount: Int = 1) throws -> ContinuedTraining {
    try ContinuedTraining(
      from: LateTracks.model.get(), of: LateTracks.early.vocabulary, epochs: LateTracks.parameters.epochs,
      with: Self.later, minimumCount: minimumCount)
  }

  /// The mean cosine of the model's input rows with what they became.
  private func likeness(_ vectors: TrackVectors, _ vocabulary: Vocabulary) throws -> Double {
    let old = LateTracks.early.vocabulary
    let before = try LateTracks.model.get().input.normalized()
    let after = vectors.input.normalized()
    let cosines = try (0..<old.count).map { row in
      let place = try #require(vocabulary.ordinal(of: old.ids[row]))
      return zip(before.row(row), after.row(place)).reduce(0.0) { $0 + Double($1.0 * $1.1) }
    }
    return cosines.reduce(0, +) / Double(cosines.count)
  }

  @Test func old_rows_move_gently_and_new_tracks_find_their_scene() throws {
    let continued = try continued()
    #expect(continued.newTracks == 2 * LateTracks.scenes)
    let vocabulary = continued.corpus.vocabulary
    let start = try continued.start(parameters: LateTracks.parameters)
    #expect(try likeness(start.vectors, vocabulary) > 0.999_99)
    let trainer = SkipGramTrainer(corpus: continued.corpus, parameters: LateTracks.parameters)
    let end = try trainer.train(from: start).state.vectors
    let gentle = try likeness(end, vocabulary)
    // The same without a memory of what was learnt: the first steps overturn it.
    let blank = TrainingState(
      vectors: start.vectors, inputAccumulators: start.inputAccumulators.map { _ in 0 },
      contextAccumulators: start.contextAccumulators.map { _ in 0 })
    let rough = try likeness(trainer.train(from: blank).state.vectors, vocabulary)
    #expect(gentle > 0.99 && gentle < 1, "\(gentle)")
    #expect(1 - rough > 5 * (1 - gentle), "\(gentle) with memory, \(rough) without")
    let late = (0..<LateTracks.scenes * LateTracks.tracksPerScene).filter(LateTracks.isLate)
    for relation in Relation.allCases {
      #expect(LateTracks.purity(of: late, in: end, vocabulary, relation) > 0.85, "\(relation)")
    }
  }

  @Test func counts_are_added_and_the_memory_follows_the_model_s_own() throws {
    let continued = try continued()
    let vocabulary = continued.corpus.vocabulary
    for (index, id) in (0..<vocabulary.count).map({ ($0, vocabulary.ids[$0]) }) {
      let counts = [LateTracks.early.vocabulary, Self.later.vocabulary].map { part in
        part.ordinal(of: id).map { part.counts[$0] } ?? 0
      }
      #expect(vocabulary.counts[index] == counts[0] + counts[1])
    }
    let start = try continued.start(parameters: LateTracks.parameters)
    // New tracks remember nothing; of the others the memory is proportional to how often the model saw them.
    let old = LateTracks.early.vocabulary
    let shares = (0..<old.count).compactMap { row in
      vocabulary.ordinal(of: old.ids[row]).map { start.inputAccumulators[$0] / Float(old.counts[row]) }
    }
    #expect(shares.allSatisfy { $0 > 0 && abs($0 / shares[0] - 1) < 1e-3 })
    #expect(start.inputAccumulators.count { $0 == 0 } == 2 * LateTracks.scenes)
    // The guess is of the size of what the training really gathered.
    let real = try SkipGramTrainer(corpus: LateTracks.early, parameters: LateTracks.parameters).train(from: nil).state
    let ratio = start.inputAccumulators.reduce(0, +) / real.inputAccumulators.reduce(0, +)
    #expect((0.2...5).contains(ratio), "\(ratio)")
  }

  @Test func a_minimum_count_cuts_new_tracks_only() throws {
    let continued = try continued(minimumCount: 1_000_000)
    #expect(continued.newTracks == 0)
    #expect(continued.corpus.vocabulary.count == LateTracks.early.vocabulary.count)
  }

  @Test func playlists_without_a_known_track_leave_the_model_s_rows_where_they_are() throws {
    let strangers = TrainingFixtures.corpus([[900, 901, 902], [900, 902]])
    let continued = try ContinuedTraining(
      from: LateTracks.model.get(), of: LateTracks.early.vocabulary, epochs: 5, with: strangers)
    let start = try continued.start(parameters: LateTracks.parameters)
    let end = try SkipGramTrainer(corpus: continued.corpus, parameters: LateTracks.parameters).train(from: start).state
    #expect(try likeness(end.vectors, continued.corpus.vocabulary) > 0.999_999)
  }
}
