import Synchronization
import Testing

@testable import Embeddings

@Suite struct LockstepLanesTests {
  /// Nine units an epoch: more than there are lanes, and no multiple of them.
  private static let corpus = TrainingFixtures.corpus(
    TrainingFixtures.scenes(4, tracksPerScene: 12, playlistsPerScene: 1500, length: 6, seed: 3))

  private static func parameters(threads: Int, optimizer: Optimizer = .adaGrad) -> TrainingParameters {
    TrainingFixtures.parameters {
      $0.epochs = 2
      $0.isDeterministic = true
      $0.threads = threads
      $0.optimizer = optimizer
    }
  }

  @Test(arguments: Optimizer.allCases) func any_number_of_threads_gives_the_same_bytes(optimizer: Optimizer) throws {
    #expect(EpochPlan(epoch: 0, corpus: Self.corpus, seed: 1).units.count == 9)
    func train(threads: Int) throws -> (vectors: TrackVectors, summary: TrainingSummary) {
      try SkipGramTrainer(corpus: Self.corpus, parameters: Self.parameters(threads: threads, optimizer: optimizer))
        .train()
    }
    let one = try train(threads: 1)
    #expect(one.summary.losses[1] < one.summary.losses[0] * 0.9)
    for threads in [2, 3, 11] {
      let others = try train(threads: threads)
      #expect(others.vectors == one.vectors, "\(threads) threads")
      #expect(others.summary.losses == one.summary.losses, "\(threads) threads")
    }
  }

  @Test func continuing_gives_the_bytes_of_an_undisturbed_training_with_any_number_of_threads() throws {
    let trainer = SkipGramTrainer(corpus: Self.corpus, parameters: Self.parameters(threads: 1))
    let whole = try trainer.train()
    var saved: [TrainingState] = []
    _ = try trainer.train(
      from: nil, checkpoints: TrainingCheckpoints(isDue: { false }, unitInterval: 1, save: { saved.append($0) }))
    // Lanes begin and end a group of eight units together.
    #expect(saved.map(\.history.unitsDone) == [8, 8])
    for state in saved {
      let end = try SkipGramTrainer(corpus: Self.corpus, parameters: Self.parameters(threads: 2)).train(from: state)
      #expect(end.state.vectors == whole.vectors)
    }
  }

  @Test func every_lane_applies_its_share_of_every_gradient_in_the_order_of_the_lanes() {
    let lanes = LockstepLanes(threads: 3, pause: Flag())
    let log = Mutex([[Int]](repeating: [], count: LockstepLanes.count))
    // Lane i has i chunks.
    WorkerThreads.run(count: LockstepLanes.count) { lane in
      lanes.begin()
      for _ in 0..<lane {
        lanes.finishRound(lane) { share in log.withLock { $0[share.lane].append(lane) } }
      }
      while lanes.finishRound(lane, apply: nil) {}
      lanes.end()
    }
    let expected = (0..<LockstepLanes.count).flatMap { round in (round + 1..<LockstepLanes.count).map { $0 } }
    #expect(log.withLock { $0 } == Array(repeating: expected, count: LockstepLanes.count))
  }
}
