import Similarity

extension Rendering {
  /// Writes how long each kind of question took.
  static func show(_ times: [QuestionTimes], of model: Model, count: Int, asJSON isJSON: Bool) {
    if isJSON {
      for time in times {
        print([
          "question": .string(time.name), "count": .integer(count), "questions": .integer(time.microseconds.count),
          "p50_us": .measured(time.percentile(0.5)), "p99_us": .measured(time.percentile(0.99)),
          "as_exact": .optional(time.asExact), "model": .string(model.version), "tracks": .integer(model[.track].count),
        ])
      }
      return
    }
    print(
      "model \(model.version), \(Figures.count(model[.track].count, of: "track")), "
        + "\(Figures.count(model.relations.width)) numbers a row, \(Figures.count(count, of: "card"))")
    var table = TextTable(
      ("question", .left), ("p50", .right), ("p99", .right),
      (times.contains { $0.asExact != nil } ? "as exact" : "", .right))
    for time in times {
      table.append(
        time.name, "\(Figures.decimal(time.percentile(0.5), 0)) us", "\(Figures.decimal(time.percentile(0.99), 0)) us",
        time.asExact.map { Figures.decimal($0, 3) } ?? "")
    }
    print(table.lines)
  }
}
