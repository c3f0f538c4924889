import Embeddings
import Similarity

extension Rendering {
  /// Shows what the builder is at on the progress line.
  static func show(_ stage: ModelBuilder.Stage, on line: ProgressLine) {
    switch stage {
    case .training(let progress): line.show(text(of: progress), fields(of: progress))
    case .composing: line.begin("composing albums, artists and playlists")
    case .indexing(let kind, let relation, done: 0): line.begin("indexing \(kind.plural) (\(relation.rawValue))")
    case .indexing(let kind, let relation, let done):
      line.show("indexing \(kind.plural) (\(relation.rawValue))  \(Figures.percent(done))")
    }
  }

  /// How far a training is, for the progress line.
  static func text(of progress: TrainingProgress) -> String {
    var parts = [
      "training", "epoch \(progress.epoch)/\(progress.epochs)", Figures.percent(progress.fractionDone),
      "\(Figures.rate(progress.occurrencesPerSecond)) occurrences", "loss \(Figures.decimal(progress.loss, 4))",
      "\(Figures.duration(progress.remainingSeconds)) left", "peak \(Figures.bytes(ProcessMemory.peakBytes))",
    ]
    if let validation = progress.validation {
      parts.insert("ndcg@10 \(Figures.decimal(validation.ndcgAt10, 4))", at: 5)
    }
    return parts.joined(separator: "  ")
  }

  /// The same for a program.
  static func fields(of progress: TrainingProgress) -> [JSON.Field] {
    let fields: [(String, JSON)] = [
      ("epoch", .integer(progress.epoch)), ("epochs", .integer(progress.epochs)),
      ("fraction", .number(progress.fractionDone)), ("occurrences_per_s", .measured(progress.occurrencesPerSecond)),
      ("loss", .number(progress.loss)), ("remaining_s", .measured(progress.remainingSeconds)),
      ("peak_rss_mb", .measured(Double(ProcessMemory.peakBytes) / 1e6)),
    ]
    return fields.map { JSON.Field(key: $0, value: $1) }
  }

  /// Says where a training that was interrupted can be taken up again.
  static func interrupted(after history: TrainingHistory, of epochs: Int, checkpoint: String, command: String) {
    note(
      "interrupted in epoch \(min(history.epochsDone + 1, epochs)) of \(epochs); \(checkpoint) keeps what was learnt")
    note("continue with: \(command)")
  }

  /// Says that a training could be continued, which it is not.
  static func noteUnfinished(_ history: TrainingHistory, of epochs: Int, checkpoint: String) {
    note(
      "\(checkpoint) holds this training in epoch \(min(history.epochsDone + 1, epochs)) of \(epochs); "
        + "training anew (--resume would continue it)")
  }

  /// Says where a training goes on.
  static func noteResumed(_ history: TrainingHistory, of epochs: Int, checkpoint: String) {
    note("continuing from \(checkpoint), in epoch \(min(history.epochsDone + 1, epochs)) of \(epochs)")
  }

  /// Writes what a command has just published.
  static func showPublished(_ model: PublishedModel, rejected: Int, seconds: Double, asJSON isJSON: Bool) {
    let manifest = model.manifest
    guard !isJSON else {
      print([
        "version": .string(manifest.version),
        "folder": .string(model.folder),
        "current": .boolean(model.isCurrent),
        "labels": .array(model.labels.map(JSON.string)),
        "parent": .optional(manifest.parent),
        "derivation": manifest.derivation.map(json) ?? nil,
        "space": .string(manifest.space),
        "corpus": manifest.corpus.map { corpus in
          [
            "playlists": .integer(corpus.playlists), "occurrences": .integer(corpus.occurrences),
            "rejected": .integer(rejected),
          ]
        } ?? nil,
        "items": items(of: manifest),
        "loss": .optional(manifest.summary?.losses.last),
        "occurrences_per_second": .optional(manifest.summary?.occurrencesPerSecond.rounded()),
        "validation": manifest.summary.flatMap(validation) ?? nil,
        "training_seconds": manifest.summary.map { .measured($0.seconds) } ?? nil,
        "seconds": .measured(seconds),
        "bytes": .integer(model.byteCount),
      ])
      return
    }
    var lines = KeyedLines()
    lines.append("version", manifest.version + names(of: model))
    lines.append("folder", "\(model.folder), \(Figures.bytes(model.byteCount))")
    if let text = derivationText(of: manifest) { lines.append("derived", text) }
    if let text = alignmentText(of: manifest) { lines.append("aligned", text) }
    if let corpus = manifest.corpus {
      lines.append(
        "corpus",
        "\(Figures.count(corpus.playlists, of: "playlist")), \(Figures.count(corpus.occurrences, of: "occurrence"))")
    }
    lines.append("items", itemText(of: manifest))
    if let summary = manifest.summary {
      lines.append(
        "training",
        "\(Figures.duration(summary.seconds)), \(Figures.rate(summary.occurrencesPerSecond)) occurrences, "
          + "loss \(summary.losses.last.map { Figures.decimal($0, 4) } ?? "?"), OpenBLAS core \(summary.blasCore)")
      for (title, text) in curves(of: summary) { lines.append(title, text) }
    }
    lines.append("all in all", Figures.duration(seconds))
    print(lines.lines)
  }
}
