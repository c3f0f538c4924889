extension Rendering {
  /// Writes what a load came to.
  static func show(_ figures: LoadFigures, asJSON isJSON: Bool) {
    note(faultOf: figures)
    if isJSON { return print(json(figures)) }
    var table = loadTable()
    append(figures, "", to: &table)
    print(table.lines)
  }

  /// Writes what a storm did.
  static func show(_ report: StormReport, asJSON isJSON: Bool) {
    for figures in [report.before, report.during, report.after, report.events] { note(faultOf: figures) }
    if isJSON {
      return print([
        "before": json(report.before), "during": json(report.during), "after": json(report.after),
        "events": json(report.events), "seconds": .measured(report.seconds),
      ])
    }
    var table = loadTable()
    append(report.before, "interactive, before", to: &table)
    append(report.during, "interactive, during", to: &table)
    append(report.after, "interactive, after", to: &table)
    append(report.events, "refresh events", to: &table)
    print(table.lines)
    print(
      "the burst lasted \(Figures.duration(report.seconds)); \(Figures.count(report.events.shedWithRetryAfter)) of "
        + "\(Figures.count(report.events.shed)) shed events were told when to come back")
  }

  private static func note(faultOf figures: LoadFigures) {
    if let fault = figures.firstFault {
      note("\(Figures.count(figures.failed, of: "question")) got no answer; the first: \(fault)")
    }
  }

  private static func loadTable() -> TextTable {
    TextTable(
      ("", .left), ("sent", .right), ("answered", .right), ("shed", .right), ("failed", .right), ("answers/s", .right),
      ("p50", .right), ("p99", .right), ("p99.9", .right), ("worst", .right))
  }

  private static func append(_ figures: LoadFigures, _ name: String, to table: inout TextTable) {
    func time(_ share: Double) -> String {
      figures.percentile(share).map { "\(Figures.decimal($0 * 1000, 2)) ms" } ?? ""
    }
    table.append(
      name, Figures.count(figures.sent), Figures.count(figures.answered), Figures.count(figures.shed),
      Figures.count(figures.failed), Figures.count(Int(Double(figures.answered) / figures.seconds)), time(0.5),
      time(0.99),
      time(0.999), time(1))
  }

  private static func json(_ figures: LoadFigures) -> JSON {
    func milliseconds(_ share: Double) -> JSON { figures.percentile(share).map { .measured($0 * 1000) } ?? .null }
    return [
      "sent": .integer(figures.sent), "answered": .integer(figures.answered), "shed": .integer(figures.shed),
      "shed_with_retry_after": .integer(figures.shedWithRetryAfter), "failed": .integer(figures.failed),
      "answers_per_second": .measured(Double(figures.answered) / figures.seconds), "p50_ms": milliseconds(0.5),
      "p99_ms": milliseconds(0.99), "p999_ms": milliseconds(0.999), "max_ms": milliseconds(1),
    ]
  }
}
