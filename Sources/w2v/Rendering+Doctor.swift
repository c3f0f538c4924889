extension Rendering {
  /// Writes what the doctor has found, in order, each with what to do about it.
  static func show(_ findings: [Finding], asJSON isJSON: Bool) {
    guard !isJSON else {
      for finding in findings {
        print([
          "check": .string(finding.check),
          "verdict": .string(finding.verdict.rawValue),
          "finding": .string(finding.text),
          "remedy": .optional(finding.remedy),
        ])
      }
      return
    }
    var table = TextTable(("verdict", .left), ("check", .left), ("finding", .left))
    for finding in findings {
      table.append(finding.verdict.rawValue, finding.check, finding.text)
      if let remedy = finding.remedy { table.append("", "", "-> \(remedy)") }
    }
    print(table.lines)
  }
}
