import ArgumentParser
import Embeddings

/// How a training runs: a preset, and what is given besides overrides its values.
struct TrainingOptions: ParsableArguments {
  @Option(help: "The settings to start from: for playlists, or word2vec's for text.")
  var preset = TrainingPreset.playlists

  @Option(help: ArgumentHelp("Components of a vector \(defaults(\.dimension)).", valueName: "n"))
  var dimension: Int?

  @Option(
    help: ArgumentHelp(
      "Which tracks of a playlist count as neighbours: all, or those n places away "
        + "\(defaults(\.window.defaultValueDescription)).", valueName: "all|n"))
  var window: Window?

  @Option(
    help: ArgumentHelp(
      "How heavily negatives weigh against each positive pair \(defaults(\.negatives)).", valueName: "n"))
  var negatives: Int?

  @Option(help: ArgumentHelp("How often the corpus is gone through \(defaults(\.epochs)).", valueName: "n"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "The size of the first steps \(defaults(\.learningRate)), or what suits another --optimizer.", valueName: "x"))
  var learningRate: Float?

  @Option(help: ArgumentHelp("Occurrences a track needs to get a vector \(defaults(\.minimumCount)).", valueName: "n"))
  var minCount: Int?

  @Option(
    help: ArgumentHelp(
      "Worker threads; 0, the default, for one a core. One thread and one seed give the same bytes.", valueName: "n"))
  var threads: Int?

  @Flag(name: .customLong("deterministic"), help: "Give the same bytes with any number of threads, up to 8; slower.")
  var isDeterministic = false

  @Option(help: ArgumentHelp("The seed of all randomness \(defaults(\.seed)).", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Advanced: word2vec's subsampling threshold; 0 keeps every occurrence \(defaults(\.subsample)).", valueName: "x"))
  var subsample: Double?

  @Option(
    help: ArgumentHelp(
      "Advanced: how a gradient becomes a step \(defaults(\.optimizer.rawValue)).", valueName: "name"))
  var optimizer: Optimizer?

  @Option(
    help: ArgumentHelp(
      "Advanced: how much a pair counts by the length of its playlist \(defaults(\.pairWeight.rawValue)).",
      valueName: "name"))
  var pairWeight: PairWeight?

  @Option(
    help: ArgumentHelp(
      "Advanced: the power of a track's count by which negatives are drawn \(defaults(\.negativePower)).",
      valueName: "x"))
  var negativePower: Double?

  @Option(
    help: ArgumentHelp(
      "Advanced: at most how many negatives a chunk draws, for all its tracks \(defaults(\.sharedNegatives)).",
      valueName: "n"))
  var sharedNegatives: Int?

  @Option(
    help: ArgumentHelp("Advanced: occurrences that are computed together \(defaults(\.chunkSize)).", valueName: "n"))
  var chunkSize: Int?

  /// The options as the trainer takes them.
  var parameters: TrainingParameters { parameters(over: preset.parameters) }

  /// What is given, over other settings than the preset's.
  func parameters(over settings: TrainingParameters) -> TrainingParameters {
    var parameters = settings
    if let dimension { parameters.dimension = dimension }
    if let window { parameters.window = window }
    if let negatives { parameters.negatives = negatives }
    if let epochs { parameters.epochs = epochs }
    if let minCount { parameters.minimumCount = minCount }
    if let threads { parameters.threads = threads }
    if isDeterministic { parameters.isDeterministic = true }
    if let seed { parameters.seed = seed }
    if let subsample { parameters.subsample = subsample }
    if let optimizer, optimizer != parameters.optimizer {
      parameters.optimizer = optimizer
      parameters.learningRate = optimizer.defaultLearningRate
    }
    if let learningRate { parameters.learningRate = learningRate }
    if let pairWeight { parameters.pairWeight = pairWeight }
    if let negativePower { parameters.negativePower = negativePower }
    if let sharedNegatives { parameters.sharedNegatives = sharedNegatives }
    if let chunkSize { parameters.chunkSize = chunkSize }
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
  static func option(for parameter: String) -> String { "--\(word(for: parameter))" }

  /// What the presets say of a parameter, for its help: `(default: 100)`, or `(playlists: 20, text: 5)`.
  private static func defaults<Value: CustomStringConvertible>(_ value: (TrainingParameters) -> Value) -> String {
    let texts = TrainingPreset.allCases.map { (preset: $0.rawValue, value: value($0.parameters).description) }
    if Set(texts.map(\.value)).count == 1 { return "(default: \(texts[0].value))" }
    return "(\(texts.map { "\($0.preset): \($0.value)" }.joined(separator: ", ")))"
  }
}
