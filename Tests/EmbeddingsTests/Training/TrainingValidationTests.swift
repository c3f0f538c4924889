import Testing

@testable import Embeddings

@Suite struct TrainingValidationTests {
  private static let playlists = TrainingFixtures.scenes(
    4, tracksPerScene: 10, playlistsPerScene: 30, length: 6, seed: 2)
  private static let corpus = TrainingFixtures.corpus(Array(playlists.dropLast(20)))
  private static let heldOut = playlists.suffix(20).map { $0.map(String.init) }

  @Test func every_epoch_is_measured_as_an_evaluation_of_its_tables_would() throws {
    let parameters = TrainingFixtures.parameters { $0.epochs = 4 }
    let validation = TrainingValidation(playlists: Self.heldOut)
    let (state, summary) = try SkipGramTrainer(corpus: Self.corpus, parameters: parameters).train(
      from: nil, validation: validation)
    #expect(summary.validations?.map(\.epoch) == [1, 2, 3, 4])
    #expect(summary.keptEpoch == 4)
    let metrics = Continuation(vocabulary: Self.corpus.vocabulary, task: .last).evaluate(
      VectorRecommender(vectors: state.vectors, relation: .together, pooling: .mean), playlists: Self.heldOut,
      threads: 1)
    let last = try #require(summary.validations?.last)
    #expect(last.ndcgAt10 == metrics.ndcgAt10 && last.hitAt100 == metrics.hitAt100 && last.playlists == 20)
    // Measuring changes nothing of what is learnt.
    #expect(try SkipGramTrainer(corpus: Self.corpus, parameters: parameters).train().vectors == state.vectors)
  }

  @Test func patience_stops_the_training_and_keeps_the_tables_of_the_best_epoch() throws {
    // A rate that is far too high: the tables get worse after an early epoch.
    let parameters = TrainingFixtures.parameters {
      $0.epochs = 60
      $0.learningRate = 2
      $0.dimension = 4
    }
    let validation = TrainingValidation(playlists: Self.heldOut, patience: 3)
    let (state, summary) = try SkipGramTrainer(corpus: Self.corpus, parameters: parameters).train(
      from: nil, validation: validation)
    let validations = try #require(summary.validations)
    let best = try #require(validations.best)
    #expect(validations.count < 60, "it stopped early")
    #expect(validations.count == best.epoch + 3)
    #expect(summary.keptEpoch == best.epoch)
    #expect(summary.losses.count == validations.count)
    let again = validation.measure(state.vectors, of: Self.corpus.vocabulary, epoch: best.epoch, threads: 1)
    #expect(again == best, "the tables are those of the best epoch")
    #expect(validations.last != best)
  }

  @Test func a_training_with_patience_continues_to_the_same_end() throws {
    let parameters = TrainingFixtures.parameters {
      $0.epochs = 60
      $0.learningRate = 2
      $0.dimension = 4
    }
    let validation = TrainingValidation(playlists: Self.heldOut, patience: 3)
    let trainer = SkipGramTrainer(corpus: Self.corpus, parameters: parameters)
    let whole = try trainer.train(from: nil, validation: validation)
    // Told to stop at the second question: the state is that of the first epoch, not closed yet.
    for epoch in 0..<whole.summary.losses.count {
      var (saved, questions) = (TrainingState?.none, 0)
      #expect(throws: CancellationError.self) {
        _ = try trainer.train(
          from: nil, validation: validation, checkpoints: TrainingCheckpoints { saved = $0 },
          shouldStop: {
            questions += 1
            return questions > epoch
          })
      }
      let end = try trainer.train(from: saved, validation: validation)
      #expect(end.state.vectors == whole.state.vectors, "stopped in epoch \(epoch + 1)")
      #expect(end.summary.validations == whole.summary.validations, "stopped in epoch \(epoch + 1)")
    }
  }

  @Test func measurements_come_at_the_interval_and_at_the_end() {
    let validation = TrainingValidation(playlists: Self.heldOut, interval: 3, limit: 7)
    #expect((1...8).filter { validation.isDue(after: $0, of: 8) } == [3, 6, 8])
    #expect(validation.playlists.count == 7)
    #expect(validation.playlists.first == Self.heldOut[0] && validation.playlists.last == Self.heldOut[17])
  }

  @Test func of_equal_measurements_the_earliest_is_the_best() {
    func measured(_ epoch: Int, _ ndcg: Double) -> EpochValidation {
      EpochValidation(epoch: epoch, ndcgAt10: ndcg, hitAt10: 0, hitAt100: 0, playlists: 1)
    }
    let validations = [measured(1, 0.1), measured(2, 0.3), measured(3, 0.3), measured(4, 0.2)]
    #expect(validations.best?.epoch == 2)
    #expect(validations.countSinceBest == 2)
    #expect([EpochValidation]().best == nil && [EpochValidation]().countSinceBest == 0)
  }
}
