import Embeddings
import Similarity

extension Rendering {
  /// Shows what the builder is at on the progress line.
  static func show(_ stage: ModelBuilder.Stage, on line: ProgressLine) {
    switch stage {
    case .training(let progress): line.show(text(of: progress))
    case .composing: line.begin("composing albums, artists and playlists")
    case .indexing(let kind, let role, done: 0): line.begin("indexing \(kind.plural) (\(role.rawValue))")
    case .indexing(let kind, let role, let done):
      line.show("indexing \(kind.plural) (\(role.rawValue))  \(Figures.percent(done))")
    }
  }

  /// How far a training is, for the progress line.
  static func text(of progress: TrainingProgress) -> String {
    let parts = [
      "training", "epoch \(progress.epoch)/\(progress.epochs)", Figures.percent(progress.fractionDone),
      "\(Figures.rate(progress.occurrencesPerSecond)) occurrences", "loss \(Figures.decimal(progress.loss, 4))",
      "\(Figures.duration(progress.remainingSeconds)) left",
    ]
    return parts.joined(separator: "  ")
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
        "training_seconds": manifest.summary.map { .measured($0.seconds) } ?? nil,
        "seconds": .measured(seconds),
        "bytes": .integer(model.byteCount),
      ])
      return
    }
    var lines = KeyedLines()
    lines.append("version", manifest.version + names(of: model))
    lines.append("folder", "\(model.folder), \(Figures.bytes(model.byteCount))")
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
    }
    lines.append("all in all", Figures.duration(seconds))
    print(lines.lines)
  }
}
