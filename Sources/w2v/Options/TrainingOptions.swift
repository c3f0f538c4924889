import ArgumentParser
import Embeddings

/// How a training runs.
struct TrainingOptions: ParsableArguments {
  private static let defaults = TrainingParameters()

  @Option(help: ArgumentHelp("Components of a vector.", valueName: "n"))
  var dimension = defaults.dimension

  @Option(
    help: ArgumentHelp(
      "Which tracks of a playlist count as neighbours: all, or those n places away.", valueName: "all|n"))
  var window = defaults.window

  @Option(help: ArgumentHelp("How heavily negatives weigh against each positive pair.", valueName: "n"))
  var negatives = defaults.negatives

  @Option(help: ArgumentHelp("How often the corpus is gone through.", valueName: "n"))
  var epochs = defaults.epochs

  @Option(help: ArgumentHelp("The size of the steps; what suits the optimizer unless given.", valueName: "x"))
  var learningRate: Float?

  @Option(help: ArgumentHelp("Occurrences a track needs to get a vector.", valueName: "n"))
  var minCount = defaults.minimumCount

  @Option(
    help: ArgumentHelp("Worker threads; 0 for one a core. One thread and one seed give the same bytes.", valueName: "n")
  )
  var threads = defaults.threads

  @Option(help: ArgumentHelp("The seed of all randomness.", valueName: "n"))
  var seed = defaults.seed

  @Option(help: ArgumentHelp("Advanced: how a gradient becomes a step.", valueName: "name"))
  var optimizer = defaults.optimizer

  @Option(help: ArgumentHelp("Advanced: how much a pair counts by the length of its playlist.", valueName: "name"))
  var pairWeight = defaults.pairWeight

  @Option(help: ArgumentHelp("Advanced: the power of a track's count by which negatives are drawn.", valueName: "x"))
  var negativePower = defaults.negativePower

  @Option(help: ArgumentHelp("Advanced: word2vec's subsampling threshold; 0 keeps every occurrence.", valueName: "x"))
  var subsampling = defaults.subsampling

  /// The options as the trainer takes them.
  var parameters: TrainingParameters {
    var parameters = TrainingParameters()
    parameters.dimension = dimension
    parameters.window = window
    parameters.negatives = negatives
    parameters.epochs = epochs
    parameters.learningRate = learningRate ?? optimizer.defaultLearningRate
    parameters.minimumCount = minCount
    parameters.threads = threads
    parameters.seed = seed
    parameters.optimizer = optimizer
    parameters.pairWeight = pairWeight
    parameters.negativePower = negativePower
    parameters.subsampling = subsampling
    return parameters
  }

  func validate() throws {
    do throws(InvalidParameter) {
      try parameters.validate()
    } catch {
      throw ValidationError("\(Self.option(for: error.name)) \(error.message).")
    }
  }

  /// The option that sets a parameter: `learningRate` gives `--learning-rate`.
  private static func option(for parameter: String) -> String {
    if parameter == "minimumCount" { return "--min-count" }
    return "--" + parameter.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
  }
}
