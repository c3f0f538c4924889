import Files
import Testing

@testable import Embeddings

@Suite struct SkipGramTrainerTests {
  private static let planted = TrainingFixtures.corpus(
    TrainingFixtures.scenes(4, tracksPerScene: 10, playlistsPerScene: 30, length: 6, seed: 2))

  /// The share of the first `count` neighbours of every track that are of the track's own scene.
  private func purity(of corpus: EncodedCorpus, _ queries: EmbeddingMatrix, _ rows: EmbeddingMatrix, count: Int)
    -> Double
  {
    let (queries, rows) = (queries.normalized(), rows.normalized())
    var (same, all) = (0, 0)
    func scene(_ ordinal: Int) -> Int { Int(corpus.vocabulary.ids[ordinal])! / 10 }
    for track in 0..<queries.count {
      let scored = (0..<rows.count).filter { $0 != track }
        .map { (score: zip(queries.row(track), rows.row($0)).reduce(0) { $0 + $1.0 * $1.1 }, ordinal: $0) }
        .sorted { $0.score > $1.score }
      same += scored.prefix(count).count { scene($0.ordinal) == scene(track) }
      all += count
    }
    return Double(same) / Double(all)
  }

  @Test(arguments: [Window.wholePlaylist, .tracks(3)], Optimizer.allCases)
  func tracks_of_one_scene_become_neighbours_in_both_relations(window: Window, optimizer: Optimizer) throws {
    let parameters = TrainingFixtures.parameters {
      $0.window = window
      $0.optimizer = optimizer
      $0.learningRate = optimizer == .sgd ? 0.1 : 0.2
      $0.epochs = 20
    }
    let (vectors, summary) = try SkipGramTrainer(corpus: Self.planted, parameters: parameters).train()
    #expect(purity(of: Self.planted, vectors.input, vectors.input, count: 5) > 0.95, "alike")
    #expect(purity(of: Self.planted, vectors.input, vectors.context, count: 5) > 0.95, "together")
    #expect(summary.losses.count == 20)
    #expect(summary.losses.last! < summary.losses[0] * 0.8, "\(summary.losses)")
  }

  @Test(arguments: [Window.wholePlaylist, .tracks(2)])
  func one_worker_and_one_seed_give_the_same_bytes(window: Window) throws {
    func train(seed: UInt64) throws -> TrackVectors {
      let parameters = TrainingFixtures.parameters {
        $0.window = window
        $0.seed = seed
        $0.subsample = 0.01
      }
      return try SkipGramTrainer(corpus: Self.planted, parameters: parameters).train().vectors
    }
    let first = try train(seed: 9)
    #expect(try train(seed: 9) == first)
    #expect(try train(seed: 10) != first)
  }

  @Test func two_workers_learn_the_same_neighbours() throws {
    // Long enough for four units, so that both workers find some.
    let corpus = TrainingFixtures.corpus(
      TrainingFixtures.scenes(4, tracksPerScene: 10, playlistsPerScene: 600, length: 6, seed: 2))
    #expect(EpochPlan(epoch: 0, corpus: corpus, seed: 1).units.count == 4)
    let parameters = TrainingFixtures.parameters {
      $0.threads = 2
      $0.epochs = 2
    }
    let (vectors, summary) = try SkipGramTrainer(corpus: corpus, parameters: parameters).train()
    #expect(summary.threads == 2)
    #expect(purity(of: corpus, vectors.input, vectors.context, count: 5) > 0.95)
  }

  @Test func extreme_settings_stay_finite() throws {
    var random = RandomSource(seed: 6)
    // Track 0 is in every playlist; a playlist has one track, one has the same track again and again, one is long.
    var playlists = (0..<12).map { _ in [0] + (0..<5).map { _ in 1 + random.below(20) } }
    playlists += [[3], [7, 7, 7, 7], [], (0..<300).map { _ in random.below(40) }, [0, 1]]
    let corpus = TrainingFixtures.corpus(playlists)
    for rate: Float in [1e-6, 10] {
      for optimizer in Optimizer.allCases {
        for window in [Window.wholePlaylist, .tracks(1), .tracks(500)] {
          for (dimension, negatives, weight) in [(1, 1, PairWeight.equal), (16, 50, .inverse)] {
            let parameters = TrainingFixtures.parameters {
              $0.dimension = dimension
              $0.window = window
              $0.negatives = negatives
              $0.pairWeight = weight
              $0.optimizer = optimizer
              $0.learningRate = rate
              $0.negativePower = rate > 1 ? -1 : 1
              $0.epochs = 3
            }
            let (vectors, summary) = try SkipGramTrainer(corpus: corpus, parameters: parameters).train()
            #expect(vectors.input.values.allSatisfy { $0.isFinite }, "\(parameters)")
            #expect(vectors.context.values.allSatisfy { $0.isFinite }, "\(parameters)")
            #expect(summary.losses.allSatisfy { $0.isFinite && $0 > 0 }, "\(parameters)")
          }
        }
      }
    }
  }

  @Test func a_playlist_longer_than_a_group_trains_all_its_tracks() throws {
    let corpus = TrainingFixtures.corpus([(0..<700).map { $0 }, (0..<10).map { 1000 + $0 }])
    let parameters = TrainingFixtures.parameters { $0.epochs = 2 }
    let (vectors, _) = try SkipGramTrainer(corpus: corpus, parameters: parameters).train()
    #expect((0..<vectors.context.count).allSatisfy { vectors.context.norm(ofRow: $0) > 0 })
  }

  @Test func tracks_without_company_keep_their_first_vectors() throws {
    let corpus = TrainingFixtures.corpus([[1], [2], [1]])
    let (vectors, summary) = try SkipGramTrainer(corpus: corpus, parameters: TrainingFixtures.parameters()).train()
    #expect(vectors.context.values.allSatisfy { $0 == 0 })
    #expect(vectors.input.values.allSatisfy { $0 != 0 && abs($0) <= 0.4 / Float(8).squareRoot() })
    #expect(summary.losses == [0, 0, 0, 0, 0])
  }

  @Test func progress_ends_at_one_and_never_goes_back() throws {
    var reports: [TrainingProgress] = []
    let trainer = SkipGramTrainer(corpus: Self.planted, parameters: TrainingFixtures.parameters())
    _ = try trainer.train { reports.append($0) }
    let last = try #require(reports.last)
    #expect(last.fractionDone == 1 && last.epoch == 5 && last.epochs == 5 && last.remainingSeconds == 0)
    #expect(reports.dropLast().allSatisfy { $0.fractionDone < 1 })
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.fractionDone <= $1.fractionDone })
    #expect(last.loss > 0 && last.occurrencesPerSecond > 0)
  }

  @Test func a_training_that_should_stop_stops() {
    let trainer = SkipGramTrainer(
      corpus: Self.planted, parameters: TrainingFixtures.parameters { $0.epochs = 1_000_000 })
    #expect(throws: CancellationError.self) { _ = try trainer.train(shouldStop: { true }) }
  }

  @Test func a_corpus_without_tracks_is_refused_with_a_remedy() {
    let trainer = SkipGramTrainer(corpus: TrainingFixtures.corpus([[], []]), parameters: TrainingFixtures.parameters())
    let error = #expect(throws: DataError.self) { _ = try trainer.train() }
    #expect(error?.code == .missingInput && error?.remedy != nil)
  }

  @Test func parameters_out_of_range_are_named() {
    func message(_ change: (inout TrainingParameters) -> Void) -> String? {
      do throws(InvalidParameter) {
        try TrainingFixtures.parameters(change).validate()
        return nil
      } catch {
        return error.description
      }
    }
    #expect(message { _ in } == nil)
    #expect(message { $0.dimension = 0 } == "dimension must be from 1 to 4096, not 0")
    #expect(message { $0.learningRate = .nan } == "learningRate must be over 0 and at most 10, not nan")
    #expect(message { $0.negativePower = 1.5 } == "negativePower must be from -1.0 to 1.0, not 1.5")
    #expect(message { $0.window = .tracks(0) } == "window must be from 1 to 10000, not 0")
    #expect(message { $0.subsample = .nan } != nil)
    #expect(
      message { $0.epochs = 0 } != nil && message { $0.threads = -1 } != nil && message { $0.negatives = 0 } != nil)
  }
}
