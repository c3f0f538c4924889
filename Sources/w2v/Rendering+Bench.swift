import ANNIndex

extension Rendering {
  /// The recalls whose speed is reported.
  private static let recalls: [(name: String, recall: Double)] = [
    ("0.90", 0.90), ("0.95", 0.95), ("0.99", 0.99), ("0.999", 0.999),
  ]

  /// How far the build of an index is, for the progress line.
  static func buildText(_ done: Int, of count: Int, seconds: Double) -> String {
    "building  \(Figures.count(done)) of \(Figures.count(count))  \(Figures.duration(seconds))"
  }

  /// Writes what a recall bench has measured.
  static func show(_ report: RecallReport, asJSON isJSON: Bool) {
    let curve = report.curve
    if isJSON {
      print(json(of: report.exact, engine: "exact", k: curve.k))
      for point in curve.points { print(json(of: point, engine: "hnsw", k: curve.k)) }
      print([
        "summary": true,
        "vectors": .integer(report.rows),
        "dimension": .integer(report.dimension),
        "metric": .string(report.metric.rawValue),
        "eligible": .integer(report.eligible),
        "queries": .integer(curve.queries),
        "m": .integer(report.parameters.maximumLinks),
        "ef_construction": .integer(report.parameters.constructionBeamWidth),
        "walk": .string(report.walk.rawValue),
        "build_s": .measured(report.build.seconds),
        "build_cpu_s": .measured(report.build.cpuSeconds),
        "file_bytes": .integer(report.file.bytes),
        "open_ms": .measured(report.file.openMilliseconds),
        "bytes_per_vector": .measured(curve.memoryBytesPerRow),
        "qps_at_recall": .object(
          recalls.map {
            JSON.Field(key: $0.name, value: curve.queriesPerSecond(atRecall: $0.recall).map(JSON.measured) ?? nil)
          }),
        "effort_curve": json(of: report.effortCurve),
      ])
      return
    }
    print(
      "\(Figures.count(report.rows, of: "vector")) of dimension \(report.dimension), \(report.metric.rawValue), "
        + (report.eligible < report.rows ? "\(Figures.count(report.eligible)) of them eligible, " : "")
        + "\(Figures.count(curve.queries)) queries, k \(curve.k)")
    print(
      "built in \(Figures.duration(report.build.seconds)) (\(Figures.duration(report.build.cpuSeconds)) of processor time), "
        + "M \(report.parameters.maximumLinks), efConstruction \(report.parameters.constructionBeamWidth), "
        + "walks compare \(report.walk.rawValue), "
        + "\(Figures.count(Int(curve.memoryBytesPerRow.rounded()))) bytes a vector")
    print(
      "its file has \(Figures.bytes(report.file.bytes)); opened and first answer in "
        + "\(Figures.decimal(report.file.openMilliseconds, 1)) ms")
    var table = TextTable(
      ("engine", .left), ("ef", .right), ("recall", .right), ("queries/s", .right), ("p50 us", .right),
      ("p99 us", .right), ("scored", .right))
    for (engine, effort, point) in [("exact", "", report.exact)] + curve.points.map({ ("hnsw", "\($0.effort)", $0) }) {
      table.append(
        engine, effort, Figures.decimal(point.recall, 4), Figures.count(Int(point.queriesPerSecond.rounded())),
        Figures.decimal(point.p50Microseconds, 1), Figures.decimal(point.p99Microseconds, 1),
        Figures.count(Int(point.meanScored.rounded())))
    }
    print(table.lines)
    for (name, recall) in recalls {
      let rate = curve.queriesPerSecond(atRecall: recall).map { Figures.count(Int($0.rounded())) }
      let own = report.effortCurve.effort(atRecall: recall, k: curve.k)
      print(
        "at recall \(name): \(rate.map { "\($0) queries/s" } ?? "not reached"); "
          + "asked for, it searches with \(own.map { "ef \($0)" } ?? "a scan")")
    }
  }

  /// What an index says of itself.
  static func json(of curve: EffortCurve) -> JSON {
    .array(curve.points.map { ["ef": .integer($0.effort), "recall": .measured(Double($0.recall))] })
  }

  private static func json(of point: RecallCurve.Point, engine: String, k: Int) -> JSON {
    [
      "engine": .string(engine),
      "k": .integer(k),
      "ef": engine == "exact" ? nil : .integer(point.effort),
      "recall": .number(point.recall),
      "qps": .measured(point.queriesPerSecond),
      "p50_us": .measured(point.p50Microseconds),
      "p99_us": .measured(point.p99Microseconds),
      "scored": .measured(point.meanScored),
    ]
  }
}
