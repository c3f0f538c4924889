/// How a gradient becomes a step; in both ways the rate falls linearly to nothing over the training.
public enum Optimizer: String, Sendable, CaseIterable, Codable {
  /// Row-wise AdaGrad (Duchi, Hazan and Singer, 2011, with one accumulator a row): a row's step shrinks with the
  /// gradients that this row has seen, so rare tracks learn as well as popular ones.
  case adaGrad = "adagrad"
  /// Plain stochastic gradient descent, as in word2vec.
  case sgd

  /// A learning rate that suits the optimizer with whole-playlist pairs.
  public var defaultLearningRate: Float {
    switch self {
    case .adaGrad: 0.3
    case .sgd: 0.1
    }
  }
}
