import Similarity

extension Rendering {
  /// Writes what became of logs of plays.
  static func show(
    _ table: ListenerTable.Description, _ tally: PlayLog.Tally, seconds: Double, in folder: String, asJSON isJSON: Bool
  ) {
    if let fault = tally.firstFault {
      note("\(Figures.count(tally.malformed, of: "line")) left out; the first is \(fault)")
    }
    if isJSON {
      print([
        "folder": .string(folder), "listeners": .integer(table.listeners), "plays": .integer(tally.plays),
        "lines": .integer(tally.lines), "unknown_tracks": .integer(tally.unknownTracks),
        "skipped": .integer(tally.skipped), "malformed": .integer(tally.malformed), "space": .string(table.space),
        "model": .string(table.model), "seconds": .measured(seconds),
      ])
      return
    }
    var lines = KeyedLines()
    lines.append("folder", folder)
    lines.append(
      "listeners", "\(Figures.count(table.listeners)), \(Figures.rate(Double(table.listeners) / max(seconds, 1e-9)))")
    lines.append(
      "plays",
      "\(Figures.count(tally.plays)) of \(Figures.count(tally.lines, of: "line")); "
        + "\(Figures.count(tally.unknownTracks)) of tracks the model lacks, "
        + "\(Figures.count(tally.skipped)) not completed, \(Figures.count(tally.malformed)) malformed")
    lines.append("space", "\(table.space), model \(table.model)")
    print(lines.lines)
  }
}
