import Embeddings

extension Rendering {
  /// How far a search is, for the progress line.
  static func text(of progress: TuningProgress, metric: ContinuationMetric) -> String {
    var parts = [
      "tuning", Figures.duration(progress.seconds), "trial \(progress.trial)",
      "rung \(progress.rung + 1)/\(progress.rungs)", Figures.percent(progress.fractionDone),
    ]
    if let best = progress.best {
      parts.append("best \(metric.title) \(Figures.decimal(best.score, 4)) (trial \(best.trial))")
    }
    return parts.joined(separator: "  ")
  }

  /// Writes what a search has found: a line for each trial, the best first, and how to go on.
  static func show(_ result: TuningResult, seconds: Double, asJSON isJSON: Bool) {
    let best = result.report.best
    let train = best.map { CommandLineText.text(of: result.trainCommand(for: $0)) }
    let again = CommandLineText.text(of: result.repeatCommand)
    if isJSON {
      for trial in result.report.ranking { print(json(of: trial, in: result)) }
      print(summary(of: result, seconds: seconds, train: train, again: again))
      return
    }
    print(head(of: result))
    print(table(of: result))
    guard let best, let train else { return }
    var lines = KeyedLines()
    lines.append("best", verdict(on: best, in: result))
    lines.append("train with", train)
    lines.append("repeat with", again)
    print(lines.lines)
  }

  /// Says that the budget is too small for the corpus.
  static func noteSampledThroughout(_ plan: TuningPlan) {
    note(
      "one training on all playlists would take more than a quarter of the budget, so every trial sees a sample of "
        + "\(Figures.percent(plan.sampleShare)); what is best there need not be best for all: give more time with --budget"
    )
  }

  private static func head(of result: TuningResult) -> String {
    let (playlists, plan, command) = (result.playlists, result.plan, result.command)
    var parts = [
      "\(Figures.count(playlists.training.playlistCount, of: "playlist")) to train on",
      "\(Figures.count(playlists.validation.count)) to measure on (task \(command.task.rawValue), "
        + "\(command.relation.rawValue))",
    ]
    if plan.sampleShare < 1 {
      let sampled = Figures.count(playlists.sample.playlistCount)
      parts.append("a sample of \(sampled) for \(plan.isSampledThroughout ? "all trainings" : "the lower rungs")")
    }
    return parts.joined(separator: ", ")
  }

  private static func table(of result: TuningResult) -> [String] {
    let report = result.report
    var table = TextTable(
      ("trial", .right), ("rung", .left), (result.command.metric.title, .right), ("error", .right), ("lead", .right),
      ("error", .right), ("time", .right), ("settings", .left))
    for trial in report.ranking {
      let score = trial.measurements.last?.score
      let lead = report.lead(of: trial)
      table.append(
        "\(trial.number)", "\(trial.measurements.count)/\(report.rungs.count)",
        score.map { Figures.decimal($0.mean, 4) } ?? "", score.map { Figures.decimal($0.standardError, 4) } ?? "",
        lead.map { Figures.signed($0.mean) } ?? "", lead.map { Figures.decimal($0.standardError, 4) } ?? "",
        trial.measurements.isEmpty ? "" : Figures.duration(trial.seconds), settings(of: trial, in: result))
    }
    return table.lines
  }

  private static func settings(of trial: Trial, in result: TuningResult) -> String {
    let changes = result.changes(of: trial).map { "\(TrainingOptions.word(for: $0.parameter)) \($0.text)" }.joined(
      separator: ", ")
    let text = trial.number == 1 ? "the start" : changes
    return faultText(of: trial).map { "\(text) (\($0))" } ?? text
  }

  private static func faultText(of trial: Trial) -> String? {
    switch trial.fault {
    case .failed(let words): "failed: \(words)"
    case .cutShort: "cut short"
    case nil: nil
    }
  }

  private static func verdict(on best: Trial, in result: TuningResult) -> String {
    guard let lead = result.report.lead(of: best) else {
      return best.number == 1 ? "trial 1: nothing that was tried beats the start" : "trial \(best.number)"
    }
    let odds = lead.isClear ? "more than two errors" : "within two errors, so it may be chance"
    return "trial \(best.number) leads trial 1 by \(Figures.decimal(lead.mean, 4)), error "
      + "\(Figures.decimal(lead.standardError, 4)): \(odds)"
  }

  private static func json(of trial: Trial, in result: TuningResult) -> JSON {
    let measurement = trial.measurements.last
    let lead = result.report.lead(of: trial)
    let metrics = measurement?.metrics
    return [
      "trial": .integer(trial.number),
      "rung": .integer(trial.measurements.count),
      "rungs": .integer(result.report.rungs.count),
      "score": .optional(measurement?.score.mean),
      "score_error": .optional(measurement?.score.standardError),
      "lead": .optional(lead?.mean),
      "lead_error": .optional(lead?.standardError),
      "hit_at_10": .optional(metrics?.hitAt10),
      "hit_at_100": .optional(metrics?.hitAt100),
      "ndcg_at_10": .optional(metrics?.ndcgAt10),
      "mrr": .optional(metrics?.mrr),
      "r_precision": .optional(metrics?.rPrecision),
      "seconds": .measured(trial.seconds),
      "fault": .optional(faultText(of: trial)),
      "settings": .object(
        result.settings(of: trial.parameters).map { setting in
          JSON.Field(
            key: TrainingOptions.word(for: setting.parameter).replacing("-", with: "_"),
            value: Double(setting.text) == nil ? .string(setting.text) : .encoded(setting.text))
        }),
    ]
  }

  private static func summary(of result: TuningResult, seconds: Double, train: String?, again: String) -> JSON {
    [
      "summary": true,
      "metric": .string(result.command.metric.rawValue),
      "task": .string(result.command.task.rawValue),
      "relation": .string(result.command.relation.rawValue),
      "trials": .integer(result.report.trials.count),
      "best": result.report.best.map { .integer($0.number) } ?? nil,
      "end": .string(result.report.end.rawValue),
      "playlists": .integer(result.playlists.training.playlistCount),
      "sample_playlists": .integer(result.playlists.sample.playlistCount),
      "validation_playlists": .integer(result.playlists.validation.count),
      "seconds": .measured(seconds),
      "train": .optional(train),
      "repeat": .string(again),
    ]
  }
}

extension ContinuationMetric {
  /// The metric's name as tables show it.
  var title: String {
    switch self {
    case .ndcgAt10: "NDCG@10"
    case .hitAt10, .hitAt100: rawValue
    case .mrr: "MRR"
    case .rPrecision: "R-precision"
    }
  }
}
