import ArgumentParser
import Embeddings

extension TrainingOptions {
  /// What was given: the parameters, as their properties are called, and their values as options take them.
  var given: [(parameter: String, text: String)] {
    let values: [(parameter: String, text: String?)] = [
      ("dimension", dimension.map { "\($0)" }),
      ("window", window?.defaultValueDescription),
      ("negatives", negatives.map { "\($0)" }),
      ("epochs", epochs.map { "\($0)" }),
      ("learningRate", learningRate.map { "\($0)" }),
      ("minimumCount", minCount.map { "\($0)" }),
      ("threads", threads.map { "\($0)" }),
      ("seed", seed.map { "\($0)" }),
      ("subsample", subsample.map { "\($0)" }),
      ("optimizer", optimizer?.rawValue),
      ("pairWeight", pairWeight?.rawValue),
      ("negativePower", negativePower.map { "\($0)" }),
      ("sharedNegatives", sharedNegatives.map { "\($0)" }),
      ("chunkSize", chunkSize.map { "\($0)" }),
    ]
    return values.compactMap { value in value.text.map { (value.parameter, $0) } }
  }

  /// The words of a command line that give the same again.
  var givenArguments: [String] {
    (preset == .playlists ? [] : ["--preset", preset.rawValue])
      + given.flatMap { Self.arguments($0.parameter, $0.text) } + (isDeterministic ? ["--deterministic"] : [])
  }

  /// The words of a command line that set a parameter; a value with a sign must not look like an option.
  static func arguments(_ parameter: String, _ text: String) -> [String] {
    text.hasPrefix("-") ? ["\(option(for: parameter))=\(text)"] : [option(for: parameter), text]
  }

  /// A parameter in the words of the command line: `learningRate` gives `learning-rate`.
  static func word(for parameter: String) -> String {
    if parameter == "minimumCount" { return "min-count" }
    return parameter.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
  }
}
