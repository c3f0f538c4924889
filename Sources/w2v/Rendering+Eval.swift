import Embeddings

extension Rendering {
  /// Writes the figures of every method at one task.
  static func show(_ task: TaskScores, of version: String, withLists: Bool, asJSON isJSON: Bool) {
    if isJSON {
      for score in task.scores { print(json(of: score, at: task.task)) }
      return
    }
    print("model \(version), task \(task.task.rawValue), \(Figures.count(task.playlists, of: "playlist"))")
    print(task.table.lines)
    guard withLists else { return }
    print(task.listTable.lines)
    print(task.bandNote)
  }

  private static func json(of score: MethodScore, at task: ContinuationTask) -> JSON {
    [
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
      "ndcg_at_10_low": .optional(score.interval?.lowerBound),
      "ndcg_at_10_high": .optional(score.interval?.upperBound),
      "ndcg_at_500": .number(score.challenge.ndcgAt500),
      "clicks": .number(score.challenge.clicks),
      "coverage": .optional(score.lists?.coverage),
      "gini": .optional(score.lists?.gini),
      "novelty": .optional(score.lists?.novelty),
      "similarity": .optional(score.lists?.similarity),
      "artists": .optional(score.lists?.artists),
      "bands": .array(
        score.bands.map {
          [
            "band": .string($0.name), "tracks": .integer($0.tracks), "hidden": .integer($0.hidden),
            "hit_at_100": .number($0.hitAt100),
          ]
        }),
      "playlists": .integer(score.metrics.playlists),
      "model": .string(score.version),
    ]
  }

  /// Says what the figures mean: below them, or aside where the results are for a program.
  static func explain(_ text: String, asNote: Bool) {
    if asNote { note(text) } else { print("\n\(text)") }
  }
}
