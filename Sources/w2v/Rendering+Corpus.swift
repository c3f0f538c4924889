import Embeddings

extension Rendering {
  /// Writes the figures of a corpus.
  static func show(_ statistics: CorpusStatistics, asJSON isJSON: Bool) {
    if isJSON {
      print(json(of: statistics))
      return
    }
    let lengths = statistics.lengths
    var table = KeyedLines()
    table.append("files", Figures.count(statistics.files))
    table.append("playlists", Figures.count(statistics.playlists))
    table.append("occurrences", Figures.count(statistics.occurrences))
    table.append(
      "tracks", "\(Figures.count(statistics.tracks)), \(Figures.count(statistics.tracksOnce)) of them just once")
    table.append(
      "tracks a playlist",
      "\(lengths.minimum) to \(Figures.count(lengths.maximum)), median \(Figures.count(lengths.median)), "
        + "mean \(Figures.decimal(lengths.mean, 1)), 90 % up to \(Figures.count(lengths.percentile90))")
    if let top = statistics.mostPopular {
      table.append("most popular", "\(top.id), \(Figures.count(top.count, of: "occurrence"))")
    }
    if let first = statistics.firstDate, let last = statistics.lastDate { table.append("dates", "\(first) to \(last)") }
    table.append("rejected", Figures.count(statistics.rejected, of: "record"))
    print(table.lines)
  }

  private static func json(of statistics: CorpusStatistics) -> JSON {
    [
      "files": .integer(statistics.files),
      "playlists": .integer(statistics.playlists),
      "occurrences": .integer(statistics.occurrences),
      "tracks": .integer(statistics.tracks),
      "tracks_once": .integer(statistics.tracksOnce),
      "length": [
        "min": .integer(statistics.lengths.minimum),
        "median": .integer(statistics.lengths.median),
        "mean": .number(statistics.lengths.mean),
        "p90": .integer(statistics.lengths.percentile90),
        "max": .integer(statistics.lengths.maximum),
      ],
      "most_popular": statistics.mostPopular.map { ["id": .string($0.id), "count": .integer($0.count)] } ?? nil,
      "first_date": .optional(statistics.firstDate),
      "last_date": .optional(statistics.lastDate),
      "rejected": .integer(statistics.rejected),
    ]
  }

  /// Writes what was made up.
  static func show(_ summary: CorpusGenerator.Summary, folder: String, asJSON isJSON: Bool) {
    if isJSON {
      print([
        "folder": .string(folder), "tracks": .integer(summary.tracks), "playlists": .integer(summary.playlists),
        "occurrences": .integer(summary.occurrences),
      ])
    } else {
      print(
        "\(folder): \(Figures.count(summary.playlists, of: "playlist")) of \(Figures.count(summary.tracks, of: "track")), "
          + Figures.count(summary.occurrences, of: "occurrence"))
    }
  }

  /// Writes how a corpus was divided.
  static func show(_ summary: CorpusSplit.Summary, training: String, heldOut: String, asJSON isJSON: Bool) {
    if isJSON {
      print([
        "train": .string(training), "train_playlists": .integer(summary.trainingPlaylists),
        "held_out": .string(heldOut), "held_out_playlists": .integer(summary.heldOutPlaylists),
        "rejected": .integer(summary.report.rejected),
      ])
    } else {
      var lines = KeyedLines()
      lines.append(training, Figures.count(summary.trainingPlaylists, of: "playlist"))
      lines.append(heldOut, Figures.count(summary.heldOutPlaylists, of: "playlist"))
      print(lines.lines)
    }
  }

  /// Writes what was written of a corpus.
  static func show(
    _ summary: CorpusExtract.Summary, in path: String, format: PlaylistWriter.Format, asJSON isJSON: Bool
  ) {
    let left = summary.report.playlists - summary.playlists
    if isJSON {
      print([
        "file": .string(path), "format": .string(format.rawValue), "playlists": .integer(summary.playlists),
        "left_out": .integer(left), "repeats": .integer(summary.repeats), "rejected": .integer(summary.report.rejected),
      ])
      return
    }
    let repeats = summary.repeats == 0 ? "" : ", \(Figures.count(summary.repeats, of: "repeated track")) left out"
    print(
      "\(path): \(Figures.count(summary.playlists, of: "playlist")) as \(format.rawValue), "
        + "\(Figures.count(left)) left out\(repeats)")
  }

  /// How far a reading is, for the progress line.
  static func text(of progress: ReadingProgress) -> String {
    let read = "reading  \(Figures.count(progress.playlists, of: "playlist"))"
    guard let total = progress.bytesTotal, total > 0 else { return "\(read)  \(Figures.bytes(progress.bytesRead))" }
    return "\(read)  \(Figures.percent(min(1, Double(progress.bytesRead) / Double(total))))"
  }

  /// Says what a reading left out, if anything.
  static func note(rejectsOf report: ReadingReport, keptIn path: String?) {
    guard report.rejected > 0 else { return }
    let kept = path.map { ", kept in \($0)" } ?? "; keep them with --rejects FILE, or stop at the first with --strict"
    note("\(Figures.count(report.rejected, of: "malformed record")) left out\(kept)")
    for reject in report.firstRejects.prefix(3) { note("  \(reject)") }
  }

  /// Says what the reading of a catalog left out, if anything.
  static func note(rejectsOfCatalog report: ReadingReport) {
    guard report.rejected > 0 else { return }
    note("\(Figures.count(report.rejected, of: "malformed line")) of the catalog left out")
    for reject in report.firstRejects.prefix(3) { note("  \(reject)") }
  }
}
