import Embeddings

extension Rendering {
  /// Writes what a training bench has measured.
  static func show(_ speed: TrainingSpeed, asJSON isJSON: Bool) {
    let summary = speed.summary
    guard !isJSON else {
      print([
        "words_per_second": .number(speed.wordsPerSecond.rounded()),
        "pairs_per_second": .number(speed.pairsPerSecond.rounded()),
        "vocabulary_s": .measured(speed.readingSeconds),
        "train_s": .measured(summary.seconds),
        "train_cpu_s": .measured(speed.trainingProcessorSeconds),
        "words_per_second_with_vocabulary": .number(speed.wordsPerSecondWithVocabulary.rounded()),
        "peak_rss_mb": .measured(Double(speed.peakBytes) / 1e6),
        "gflops": .measured(speed.operationsPerSecond / 1e9),
        "sgemm_peak_gflops": .measured(speed.peakOperationsPerSecond / 1e9),
        "share_of_peak": .measured(speed.shareOfPeak),
        "blas_kernel": .string(summary.blasCore),
        "threads": .integer(summary.threads),
        "preset": .string(speed.preset.rawValue),
        "dimension": .integer(speed.parameters.dimension),
        "epochs": .integer(speed.parameters.epochs),
        "playlists": .integer(speed.playlists),
        "tracks": .integer(speed.tracks),
        "words": .integer(speed.words),
        "pairs": .integer(summary.positivePairs),
        "loss": .optional(summary.losses.last),
      ])
      return
    }
    var lines = KeyedLines()
    lines.append(
      "corpus",
      "\(Figures.count(speed.playlists, of: "playlist")), \(Figures.count(speed.occurrences, of: "occurrence")), "
        + "\(Figures.count(speed.tracks, of: "track")) with vectors")
    lines.append(
      "settings",
      "preset \(speed.preset.rawValue), dimension \(speed.parameters.dimension), "
        + "\(Figures.count(speed.parameters.epochs, of: "epoch")), \(Figures.count(summary.threads, of: "thread"))")
    lines.append(
      "reading",
      "\(Figures.duration(speed.readingSeconds)), "
        + "\(Figures.rate(Double(speed.occurrences) / max(speed.readingSeconds, 1e-9))) words")
    lines.append(
      "training",
      "\(Figures.duration(summary.seconds)) (\(Figures.duration(speed.trainingProcessorSeconds)) of processor time), "
        + "\(Figures.rate(speed.wordsPerSecond)) words, "
        + "\(Figures.rate(speed.pairsPerSecond)) positive pairs, "
        + "loss \(summary.losses.last.map { Figures.decimal($0, 4) } ?? "?")")
    lines.append("together", "\(Figures.rate(speed.wordsPerSecondWithVocabulary)) words")
    lines.append(
      "arithmetic",
      "\(gigaflops(speed.operationsPerSecond)), \(Figures.percent(speed.shareOfPeak)) of this machine's "
        + "\(gigaflops(speed.peakOperationsPerSecond)), OpenBLAS core \(summary.blasCore)")
    lines.append("memory", "\(Figures.bytes(speed.peakBytes)) at most")
    print(lines.lines)
  }

  private static func gigaflops(_ operationsPerSecond: Double) -> String {
    "\(Figures.decimal(operationsPerSecond / 1e9, 1)) GFLOP/s"
  }
}
