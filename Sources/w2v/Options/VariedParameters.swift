import ArgumentParser
import Embeddings

/// The parameters that a search is to vary: names of options of `train`, separated by commas.
struct VariedParameters: ExpressibleByArgument, Equatable {
  /// The parameters, as their properties are called.
  let names: [String]

  init?(argument: String) {
    let known = SearchSpace.knownDimensions.map(\.name)
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { text in
      known.first { TrainingOptions.word(for: $0) == text }
    }
    guard names.count == argument.split(separator: ",", omittingEmptySubsequences: false).count else { return nil }
    self.names = names
  }

  /// Every parameter that can be varied, as `--vary` takes them.
  static let all = SearchSpace.knownDimensions.map { TrainingOptions.word(for: $0.name) }

  /// The names as `--vary` takes them.
  var text: String { names.map(TrainingOptions.word(for:)).joined(separator: ",") }
}
