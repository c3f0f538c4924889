/// How a gradient becomes a step.
public enum Optimizer: String, Sendable, CaseIterable, Codable {
  /// Row-wise AdaGrad (Duchi, Hazan and Singer, 2011, with one accumulator a row): a row's step shrinks with the
  /// gradients that this row has seen, so rare tracks learn as well as popular ones. The rate stays constant.
  case adaGrad = "adagrad"
  /// Plain stochastic gradient descent, the rate falling linearly to a ten-thousandth of its start over the training.
  case sgd

  /// A learning rate that suits the optimizer with whole-playlist pairs.
  public var defaultLearningRate: Float {
    switch self {
    case .adaGrad: 0.2
    case .sgd: 0.025
    }
  }
}
