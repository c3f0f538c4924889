import Embeddings

/// What `w2v corpus check` has to say of a corpus.
struct CorpusFindings {
  let health: CorpusHealth
  let report: ReadingReport
  let dates: ClosedRange<String>?
  /// Today, as dates of playlists are written.
  let today: String

  /// What may be without a word, as shares.
  private enum Usual {
    static let tooShort = 0.2
    static let longest = 0.3
    static let repeats = 0.1
    static let copies = 0.01
    static let mostSpread = 0.2
  }
  private static let leastRing = 10

  var findings: [Finding] {
    [records, lengths, concentration, repeats, copies, popularity, pushed, names, datesFinding]
  }

  private func share(_ part: Int, of whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }

  private func finding(_ check: String, _ text: String, unless isUsual: Bool, remedy: String) -> Finding {
    isUsual ? .ok(check, text) : .warning(check, text, remedy: remedy)
  }

  private var records: Finding {
    finding(
      "records",
      "\(Figures.count(health.playlists, of: "playlist")) read, \(Figures.count(report.rejected, of: "malformed record")) left out",
      unless: report.rejected == 0, remedy: "look at them with --rejects FILE, mend the export")
  }

  private var lengths: Finding {
    let share = share(health.tooShort, of: health.playlists)
    return finding(
      "lengths",
      "\(Figures.percent(share)) of playlists have fewer than two different tracks", unless: share <= Usual.tooShort,
      remedy: "they teach nothing: look whether the export cuts playlists short")
  }

  private var concentration: Finding {
    finding(
      "concentration",
      "the longest hundredth of the playlists holds \(Figures.percent(health.longestShare)) of the occurrences",
      unless: health.longestShare <= Usual.longest || health.playlists < 1000,
      remedy: "these are collections rather than playlists: leave them out, or see what they are")
  }

  private var repeats: Finding {
    let share = share(health.repeats, of: health.occurrences)
    return finding(
      "repeats", "\(Figures.percent(share)) of occurrences repeat a track of their playlist",
      unless: share <= Usual.repeats,
      remedy: "plays rather than playlists? w2v corpus dedupe --repeats keeps the first of each")
  }

  private var copies: Finding {
    let share = share(health.copies.count, of: health.playlists)
    let largest = health.largestCopied
    let example = largest.map { ", at most \(Figures.count($0.count)) of one, such as \($0.id)" } ?? ""
    return finding(
      "copies", "\(Figures.percent(share)) of playlists have the tracks of one before them\(example)",
      unless: share <= Usual.copies && largest?.count ?? 0 < Self.leastRing,
      remedy: "w2v corpus dedupe leaves copies out")
  }

  private var popularity: Finding {
    let once = share(health.tracksOnce, of: health.tracks)
    let text = "\(Figures.count(health.tracks, of: "track")), \(Figures.percent(once)) of them just once"
    guard let most = health.mostSpread else { return .ok("popularity", text) }
    return finding(
      "popularity", "\(text); \(most.id) is in \(Figures.percent(most.share)) of playlists",
      unless: most.share <= Usual.mostSpread || health.playlists < 1000,
      remedy: "a jingle or a default track? take it out of the export")
  }

  private var pushed: Finding {
    guard !health.pushed.isEmpty else { return .ok("pushed tracks", "none") }
    let some = health.pushed.prefix(5).joined(separator: ", ")
    return .warning(
      "pushed tracks",
      "\(Figures.count(health.pushed.count, of: "track")) mostly in copies of one playlist: "
        + some + (health.pushed.count > 5 ? ", ..." : ""),
      remedy: "w2v corpus dedupe leaves copies out, w2v models deny takes tracks down")
  }

  private var names: Finding {
    if let garbled = health.garbled {
      return .warning(
        "names",
        "\(Figures.count(garbled.count, of: "name")) as if read in a wrong encoding, such as '\(garbled.example)'",
        remedy: "export as UTF-8; if it is UTF-8, it was converted twice")
    }
    if let addresses = health.addresses {
      return .warning(
        "names", "\(Figures.count(addresses.count, of: "name")) with a web address, such as '\(addresses.example)'",
        remedy: "advertisements? see whose playlists these are")
    }
    return .ok("names", "nothing unusual")
  }

  private var datesFinding: Finding {
    guard let dates else { return .ok("dates", "none given") }
    return finding(
      "dates", "\(dates.lowerBound) to \(dates.upperBound)", unless: dates.upperBound <= today,
      remedy: "a date lies in the future: see how the export makes it")
  }
}

extension Report {
  /// The report of a corpus.
  init(of findings: CorpusFindings, paths: [String]) {
    self.init(title: "Corpus \(paths.joined(separator: ", "))")
    let health = findings.health
    var table = TextTable(("verdict", .left), ("check", .left), ("finding", .left), ("what to do", .left))
    for finding in findings.findings {
      table.append(finding.verdict.rawValue, finding.check, finding.text, finding.remedy ?? "")
    }
    parts = [.table(table)]
    parts.append(.heading("Lengths of playlists"))
    var bounds = [1]
    while bounds[bounds.count - 1] * 2 <= health.lengths.last?.length ?? 0 {
      bounds.append(bounds[bounds.count - 1] * 2)
    }
    let bars = bounds.map { low in
      let playlists = health.lengths.filter { $0.length >= low && $0.length < 2 * low }.reduce(0) { $0 + $1.playlists }
      return (label: low == 1 ? "1 track" : "\(Figures.count(low)) to \(Figures.count(2 * low - 1)) tracks", playlists)
    }
    let total = Double(max(health.playlists, 1))
    parts.append(
      .drawing(
        BarPlot(
          title: "share of \(Figures.count(health.playlists, of: "playlist"))",
          bars: bars.map { BarPlot.Bar(label: $0.label, value: Double($0.1) / total) }
        ).svg))
    var lengths = TextTable(("length", .left), ("playlists", .right))
    for (label, playlists) in bars { lengths.append(label, Figures.count(playlists)) }
    parts.append(.table(lengths))
  }
}
