extension Rendering {
  /// Writes what a churn bench has measured.
  static func show(_ report: ChurnReport, asJSON isJSON: Bool) {
    let pairs = zip(report.churned.points, report.fresh.points)
    if isJSON {
      print([
        "rows": .integer(report.rows), "rounds": .integer(report.rounds), "replaced": .integer(report.replaced),
        "changes_s": .measured(report.seconds), "build_s": .measured(report.freshSeconds),
        "lost": .integer(report.lost), "fresh_lost": .integer(report.freshLost),
        "unreachable": .integer(report.unreachable),
        "recall": .array(
          pairs.map {
            ["ef": .integer($0.effort), "churned": .number($0.recall), "fresh": .number($1.recall)]
          }),
      ])
      return
    }
    print(
      "\(Figures.count(report.rows, of: "row")), \(Figures.count(report.replaced)) replaced in \(report.rounds) rounds, "
        + "\(Figures.duration(report.seconds)) (\(Figures.decimal(1e6 * report.seconds / Double(2 * report.replaced), 0)) us "
        + "a change); built anew in \(Figures.duration(report.freshSeconds))")
    var table = TextTable(
      ("ef", .right), ("recall", .right), ("built anew", .right), ("queries/s", .right), ("built anew", .right))
    for (churned, fresh) in pairs {
      table.append(
        "\(churned.effort)", Figures.decimal(churned.recall, 4), Figures.decimal(fresh.recall, 4),
        Figures.count(Int(churned.queriesPerSecond.rounded())), Figures.count(Int(fresh.queriesPerSecond.rounded())))
    }
    print(table.lines)
    print(
      "\(Figures.count(report.rows - report.lost)) of \(Figures.count(report.rows)) rows find themselves with ef 64, "
        + "\(Figures.count(report.rows - report.freshLost)) when built anew; "
        + "\(Figures.count(report.unreachable)) cannot be reached")
  }
}
