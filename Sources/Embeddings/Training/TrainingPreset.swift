/// A whole set of training parameters that suits one kind of corpus; whoever trains changes single values of it.
public enum TrainingPreset: String, Sendable, CaseIterable, Codable {
  /// Playlists and other sets: every pair of a list, chosen by measurement on held-out playlists.
  case playlists
  /// Running text, and comparisons with other trainers: word2vec's settings for skip-gram with negative sampling
  /// (Mikolov et al., 2013).
  case text

  /// The preset's value of every parameter.
  public var parameters: TrainingParameters {
    var parameters = TrainingParameters()
    switch self {
    case .playlists: break
    case .text:
      parameters.dimension = 100
      parameters.window = .tracks(5)
      parameters.pairWeight = .equal
      parameters.negatives = 5
      parameters.negativePower = 0.75
      parameters.subsample = 1e-4
      parameters.minimumCount = 5
      parameters.epochs = 5
      parameters.optimizer = .sgd
      parameters.learningRate = 0.025
      // Steps that all pairs of a chunk make on the same rows add up: small chunks stay close to word2vec's single pairs.
      parameters.chunkSize = 32
      parameters.sharedNegatives = 16
    }
    return parameters
  }
}
