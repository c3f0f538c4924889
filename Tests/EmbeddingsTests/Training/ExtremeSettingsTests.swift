import Testing

@testable import Embeddings

@Suite struct ExtremeSettingsTests {
  /// A track in every playlist, one-track playlists, a playlist of one track again and again, and one of 1,000 tracks.
  private static let corpus: EncodedCorpus = {
    var random = RandomSource(seed: 6)
    var playlists = (0..<60).map { _ in [0] + (0..<5).map { _ in 1 + random.below(300) } }
    playlists += (0..<20).map { [$0] } + [[7, 7, 7, 7], [], (0..<1000).map { _ in random.below(300) }]
    return TrainingFixtures.corpus(playlists)
  }()

  @Test(arguments: [0.001, 1, 10] as [Float], Optimizer.allCases)
  func every_weight_stays_a_number(rate: Float, optimizer: Optimizer) throws {
    for window in [Window.wholePlaylist, .tracks(1), .tracks(10_000)] {
      for (dimension, negatives, power) in [(8, 1, 1.0), (8, 1000, -1), (512, 1000, 0.75)] {
        if dimension == 512, window == .tracks(10_000) { continue }  // Seconds in a debug build.
        let parameters = TrainingFixtures.parameters {
          $0.dimension = dimension
          $0.window = window
          $0.negatives = negatives
          $0.negativePower = power
          $0.optimizer = optimizer
          $0.learningRate = rate
          $0.pairWeight = dimension == 8 ? .equal : .inverseSquareRoot
          $0.chunkSize = 128
          $0.epochs = 1
        }
        // A training whose weights are no numbers throws; the loss is measured on a sample only.
        let (vectors, summary) = try SkipGramTrainer(corpus: Self.corpus, parameters: parameters).train()
        #expect(vectors.input.values.allSatisfy { $0.isFinite }, "\(parameters)")
        #expect(vectors.context.values.allSatisfy { $0.isFinite }, "\(parameters)")
        #expect(summary.losses.allSatisfy { $0.isFinite && $0 > 0 }, "\(parameters)")
      }
    }
  }
}
