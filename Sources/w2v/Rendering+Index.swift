import ANNIndex

extension Rendering {
  /// Writes how an index was built and what it promises.
  static func show(_ index: HNSWIndex, of file: String, asJSON isJSON: Bool) {
    let statistics = index.statistics
    if isJSON {
      print([
        "file": .string(file),
        "rows": .integer(statistics.rows),
        "distinct": .integer(statistics.nodes),
        "dimension": .integer(index.dimension),
        "metric": .string(index.metric.rawValue),
        "m": .integer(index.parameters.maximumLinks),
        "ef_construction": .integer(index.parameters.constructionBeamWidth),
        "ef": .integer(index.parameters.defaultSearchBeamWidth),
        "walk": .string(index.walkPrecision.rawValue),
        "mean_links": .measured(statistics.meanLinks),
        "repair_links": .integer(statistics.repairLinks),
        "unreachable": .integer(statistics.unreachable),
        "bytes_per_vector": .measured(statistics.memoryBytesPerRow),
        "effort_curve": json(of: index.effortCurve),
      ])
      return
    }
    var lines = KeyedLines()
    lines.append("file", file)
    lines.append(
      "rows",
      "\(Figures.count(statistics.rows)), \(Figures.count(statistics.nodes)) of them distinct, "
        + "dimension \(index.dimension), \(index.metric.rawValue)")
    lines.append(
      "graph",
      "M \(index.parameters.maximumLinks), efConstruction \(index.parameters.constructionBeamWidth), "
        + "\(Figures.decimal(statistics.meanLinks, 1)) links a node, \(Figures.count(statistics.repairLinks)) by repairs"
    )
    lines.append(
      "walks",
      "compare \(index.walkPrecision.rawValue), ef \(index.parameters.defaultSearchBeamWidth) unless asked otherwise")
    let points = index.effortCurve.points.map { "\(Figures.decimal(Double($0.recall), 3)) with ef \($0.effort)" }
    lines.append("recall", points.isEmpty ? "not measured" : points.joined(separator: ", "))
    print(lines.lines)
  }

  /// Writes what a check has found.
  static func show(_ check: IndexCheck, of file: String, asJSON isJSON: Bool) {
    if isJSON {
      print([
        "file": .string(file),
        "sound": .boolean(check.isSound),
        "findings": .array(
          check.findings.map {
            ["subject": .string($0.subject.rawValue), "sound": .boolean($0.isSound), "text": .string($0.text)]
          }),
      ])
      return
    }
    print("\(file): \(check.isSound ? "sound" : "BROKEN")")
    var table = TextTable(("", .left), ("", .left), ("", .left))
    for finding in check.findings {
      table.append(finding.isSound ? "  ok" : "  BROKEN", finding.subject.rawValue, finding.text)
    }
    print(Array(table.lines.dropFirst()))
  }
}
