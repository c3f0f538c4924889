import Embeddings

extension Rendering {
  /// Writes the figures of every method.
  static func show(_ scores: [MethodScore], of version: String, task: ContinuationTask, asJSON isJSON: Bool) {
    if isJSON {
      for score in scores {
        print([
          "method": .string(score.method),
          "relation": .optional(score.relation?.rawValue),
          "task": .string(task.rawValue),
          "hit_at_10": .number(score.metrics.hitAt10),
          "hit_at_100": .number(score.metrics.hitAt100),
          "ndcg_at_10": .number(score.metrics.ndcgAt10),
          "mrr": .number(score.metrics.mrr),
          "r_precision": .number(score.metrics.rPrecision),
          "ndcg_at_10_error": .optional(score.gain?.standardError),
          "ndcg_at_10_lead": .optional(score.lead?.mean),
          "ndcg_at_10_lead_error": .optional(score.lead?.standardError),
          "playlists": .integer(score.metrics.playlists),
          "model": .string(version),
        ])
      }
      return
    }
    print(
      "model \(version), task \(task.rawValue), \(Figures.count(scores.first?.metrics.playlists ?? 0, of: "playlist"))")
    var table = TextTable(
      ("method", .left), ("relation", .left), ("hit@10", .right), ("hit@100", .right), ("NDCG@10", .right),
      ("error", .right), ("lead", .right), ("error", .right), ("MRR", .right), ("R-precision", .right))
    for score in scores {
      let metrics = score.metrics
      let figures = [metrics.hitAt10, metrics.hitAt100, metrics.ndcgAt10, metrics.mrr, metrics.rPrecision]
        .map { Figures.decimal($0, 4) }
      table.append(
        score.method, score.relation?.rawValue ?? "", figures[0], figures[1], figures[2],
        score.gain.map { Figures.decimal($0.standardError, 4) } ?? "",
        score.lead.map { Figures.signed($0.mean) } ?? "",
        score.lead.map { Figures.decimal($0.standardError, 4) } ?? "", figures[3], figures[4])
    }
    print(table.lines)
  }

  /// Says what the figures mean: below them, or aside where the results are for a program.
  static func explain(_ text: String, asNote: Bool) {
    if asNote { note(text) } else { print("\n\(text)") }
  }
}
