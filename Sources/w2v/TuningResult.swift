import Embeddings

/// A search that is over, with the command lines that follow from it.
struct TuningResult {
  let command: TuneCommand
  let space: SearchSpace
  let playlists: TuningCorpus
  let plan: TuningPlan
  let report: TuningReport

  /// The words of the command that trains with a trial's parameters on the whole corpus.
  func trainCommand(for trial: Trial) -> [String] {
    ["w2v", "train"] + command.corpus + ["--models", "models"] + command.training.givenArguments
      + changes(of: trial).flatMap { TrainingOptions.arguments($0.parameter, $0.text) } + command.reading.arguments
  }

  /// The words of the command that tries the same candidates again, whatever the speed of the machine.
  var repeatCommand: [String] {
    let begun = report.trials.count { !$0.measurements.isEmpty || $0.fault != .cutShort }
    var words = ["w2v", "tune"] + command.corpus + ["--trials", "\(max(1, begun))"]
    words += ["--metric", command.metric.rawValue, "--task", command.task.rawValue]
    words += ["--relation", command.relation.rawValue, "--sample", "\(plan.sampleShare)"]
    if plan.isSampledThroughout { words.append("--sample-throughout") }
    words += ["--held-out", "\(command.heldOut)", "--limit", "\(command.limit)"]
    if let vary = command.vary { words += ["--vary", vary.text] }
    return words + command.training.givenArguments + command.reading.arguments
  }

  /// What a trial sets other than the start: the parameters and their values as options take them.
  func changes(of trial: Trial) -> [(parameter: String, text: String)] {
    let start = settings(of: space.start)
    return zip(settings(of: trial.parameters), start).filter { $0.text != $1.text }.map { setting, _ in setting }
  }

  /// All that is varied: the parameters and their values as options take them.
  func settings(of parameters: TrainingParameters) -> [(parameter: String, text: String)] {
    space.dimensions.map { ($0.name, Self.argument($0, of: parameters)) }
  }

  /// A value as its option is given it: a whole playlist is `all` on the command line.
  private static func argument(_ dimension: SearchDimension, of parameters: TrainingParameters) -> String {
    dimension.name == "window" ? parameters.window.defaultValueDescription : dimension.text(of: parameters)
  }
}
