import Embeddings

/// The tables and drawings of an evaluation: what the terminal shows and reports hold.
extension TaskScores {
  /// How well hidden tracks were found, in the figures of the task.
  var table: TextTable { task.isOfChallenge ? challengeTable : continuationTable }

  private var continuationTable: TextTable {
    var table = TextTable(
      ("method", .left), ("relation", .left), ("hit@10", .right), ("hit@100", .right), ("NDCG@10", .right),
      ("error", .right), ("lead", .right), ("error", .right), ("MRR", .right), ("R-precision", .right))
    for score in scores {
      let metrics = score.metrics
      let figures = [metrics.hitAt10, metrics.hitAt100, metrics.ndcgAt10, metrics.mrr, metrics.rPrecision].map(
        Self.figure)
      table.append(
        score.name, score.relation?.rawValue ?? "", figures[0], figures[1], figures[2], Self.error(score.gain),
        Self.mean(score.lead), Self.error(score.lead), figures[3], figures[4])
    }
    return table
  }

  private var challengeTable: TextTable {
    var table = TextTable(
      ("method", .left), ("relation", .left), ("R-precision", .right), ("NDCG@500", .right), ("clicks", .right),
      ("NDCG@10", .right), ("error", .right), ("lead", .right), ("error", .right))
    for score in scores {
      table.append(
        score.name, score.relation?.rawValue ?? "", Self.figure(score.challenge.rPrecision),
        Self.figure(score.challenge.ndcgAt500), Figures.decimal(score.challenge.clicks, 2),
        Self.figure(score.metrics.ndcgAt10), Self.error(score.gain), Self.mean(score.lead), Self.error(score.lead))
    }
    return table
  }

  /// What the lists are like, and how hidden tracks are found by their popularity.
  var listTable: TextTable {
    let bands = scores.first?.bands.map(\.name) ?? []
    let knowsArtists = scores.contains { $0.lists?.artists != nil }
    let titles =
      ["coverage", "Gini", "novelty", "similarity"] + (knowsArtists ? ["artists"] : []) + bands.map { "\($0) hit@100" }
    var table = TextTable([("method", .left), ("relation", .left)] + titles.map { ($0, .right) })
    for score in scores {
      let lists = score.lists
      var cells = [
        score.name, score.relation?.rawValue ?? "", Self.figure(lists?.coverage), Self.figure(lists?.gini),
        lists.map { Figures.decimal($0.novelty, 2) } ?? "", Self.figure(lists?.similarity),
      ]
      if knowsArtists { cells.append(lists?.artists.map { Figures.decimal($0, 2) } ?? "") }
      table.append(cells + score.bands.map { Self.figure($0.hitAt100) })
    }
    return table
  }

  /// What the bands hold, in words.
  var bandNote: String {
    let bands = (scores.first?.bands ?? []).map {
      "\($0.name) \(Figures.count($0.tracks, of: "track")), \(Figures.count($0.hidden)) hidden"
    }
    return "Bands of popularity, a third of all occurrences each: " + bands.joined(separator: "; ") + "."
  }

  /// NDCG@10 of every method, with its interval.
  var drawing: String {
    BarPlot(
      title: "NDCG@10, task \(task.rawValue), \(Figures.count(playlists, of: "playlist"))",
      bars: scores.map {
        BarPlot.Bar(
          label: [$0.name, $0.relation?.rawValue].compactMap { $0 }.joined(separator: ", "), value: $0.metrics.ndcgAt10,
          interval: $0.interval)
      }
    ).svg
  }

  private static func figure(_ value: Double?) -> String { value.map { Figures.decimal($0, 4) } ?? "" }
  private static func error(_ estimate: Estimate?) -> String { figure(estimate?.standardError) }
  private static func mean(_ estimate: Estimate?) -> String { estimate.map { Figures.signed($0.mean) } ?? "" }
}

extension Report {
  /// The report of an evaluation.
  init(of tasks: [TaskScores], version: String) {
    self.init(title: "How model \(version) continues playlists")
    for task in tasks {
      parts.append(.heading("Task \(task.task.rawValue), \(Figures.count(task.playlists, of: "playlist"))"))
      parts.append(.drawing(task.drawing))
      parts.append(.table(task.table))
      parts.append(.table(task.listTable))
      parts.append(.text(task.bandNote))
    }
    parts.append(.heading("What the figures mean"))
    parts.append(.text(ContinuationMetrics.definitions))
    if tasks.contains(where: \.task.isOfChallenge) { parts.append(.text(ChallengeMetrics.definitions)) }
    parts.append(.text(ListQuality.definitions))
  }
}
