import Files
import Testing

@testable import Embeddings

@Suite struct TrainingStateTests {
  /// Long enough for four units an epoch.
  private static let corpus = TrainingFixtures.corpus(
    TrainingFixtures.scenes(4, tracksPerScene: 10, playlistsPerScene: 600, length: 6, seed: 2))

  /// Every state that a training saves after `interval` units, and how it ends.
  private func train(
    _ parameters: TrainingParameters, from state: TrainingState? = nil, savingEvery interval: Int? = nil
  ) throws -> (saved: [TrainingState], end: TrainingState, summary: TrainingSummary) {
    var saved: [TrainingState] = []
    let checkpoints = TrainingCheckpoints(isDue: { false }, unitInterval: interval, save: { saved.append($0) })
    let (end, summary) = try SkipGramTrainer(corpus: Self.corpus, parameters: parameters).train(
      from: state, checkpoints: checkpoints)
    return (saved, end, summary)
  }

  /// A history but for what a clock has measured.
  private func withoutSeconds(_ state: TrainingState) -> TrainingState {
    var state = state
    state.history.seconds = 0
    return state
  }

  @Test(arguments: Optimizer.allCases)
  func continuing_from_any_unit_gives_the_bytes_of_an_undisturbed_training(optimizer: Optimizer) throws {
    #expect(EpochPlan(epoch: 0, corpus: Self.corpus, seed: 1).units.count == 4)
    let parameters = TrainingFixtures.parameters {
      $0.epochs = 2
      $0.optimizer = optimizer
      $0.subsample = 0.01
    }
    let whole = try train(parameters)
    let paused = try train(parameters, savingEvery: 1)
    #expect(withoutSeconds(paused.end) == withoutSeconds(whole.end))
    #expect(paused.saved.map(\.history.unitsDone) == [1, 2, 3, 1, 2, 3])
    #expect(paused.saved.map(\.history.epochsDone) == [0, 0, 0, 1, 1, 1])
    for state in paused.saved {
      let place = "epoch \(state.history.epochsDone), unit \(state.history.unitsDone)"
      let end = try train(parameters, from: state).end
      #expect(withoutSeconds(end) == withoutSeconds(whole.end), "continued from \(place)")
    }
  }

  @Test func a_training_that_is_told_to_stop_saves_where_it_stands() throws {
    let parameters = TrainingFixtures.parameters { $0.epochs = 2 }
    let whole = try train(parameters).end
    var saved: TrainingState?
    let trainer = SkipGramTrainer(corpus: Self.corpus, parameters: parameters)
    #expect(throws: CancellationError.self) {
      _ = try trainer.train(from: nil, checkpoints: TrainingCheckpoints { saved = $0 }, shouldStop: { true })
    }
    let state = try #require(saved)
    #expect(state.history.occurrences > 0 && state.history.occurrences < whole.history.occurrences)
    #expect(withoutSeconds(try train(parameters, from: state).end) == withoutSeconds(whole))
  }

  @Test func a_finished_state_has_nothing_left_to_train() throws {
    let parameters = TrainingFixtures.parameters { $0.epochs = 2 }
    let end = try train(parameters).end
    var reports: [TrainingProgress] = []
    let again = try SkipGramTrainer(corpus: Self.corpus, parameters: parameters).train(
      from: end, progress: { reports.append($0) })
    #expect(again.state == end)
    #expect(reports.map(\.fractionDone) == [1])
  }

  @Test func a_state_made_of_tables_starts_a_training_from_them() throws {
    let parameters = TrainingFixtures.parameters { $0.epochs = 1 }
    let first = try train(parameters).end
    let start = TrainingState(
      vectors: first.vectors, inputAccumulators: first.inputAccumulators,
      contextAccumulators: first.contextAccumulators)
    let second = try train(parameters, from: start)
    #expect(second.end.history.epochsDone == 1)
    #expect(second.summary.losses[0] < first.history.losses[0] * 0.95, "it goes on from what was learnt")
    #expect(zip(second.end.inputAccumulators, start.inputAccumulators).allSatisfy { $0 >= $1 })
  }

  @Test func weights_that_are_no_numbers_are_named_with_the_epoch_and_what_to_lower() throws {
    let fresh = TrainingState(count: Self.corpus.vocabulary.count, dimension: 8, seed: 1)
    var values = fresh.vectors.input.values
    values[0] = .nan
    let broken = TrainingState(
      vectors: TrackVectors(
        input: EmbeddingMatrix(count: fresh.count, dimension: 8, values: values), context: fresh.vectors.context),
      inputAccumulators: fresh.inputAccumulators, contextAccumulators: fresh.contextAccumulators)
    let error = #expect(throws: DataError.self) { try train(TrainingFixtures.parameters(), from: broken) }
    #expect(error?.place == "training, epoch 1")
    #expect(error?.remedy?.contains("lower the learning rate (0.3)") == true)
  }
}
