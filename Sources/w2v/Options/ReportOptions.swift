import ArgumentParser

/// Files that reports are written into.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A file to write a report into, .html or .md; may be repeated.", valueName: "path"))
  var report: [String] = []

  @Flag(name: .customLong("force"), help: "Overwrite reports that are there.")
  var isForced = false

  func validate() throws {
    for path in report where Report.Form(path: path) == nil {
      throw ValidationError("--report must end with .html or .md, not '\(path)'.")
    }
  }

  /// Makes sure that the files can be written, before anything is computed for them.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func check() throws {
    for path in report {
      try Output.requireFile(path)
      try Output.requireNew(path, force: isForced)
    }
  }

  /// Writes a report into every file.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func write(_ whole: @autoclosure () -> Report) throws {
    guard !report.isEmpty else { return }
    let whole = whole()
    for path in report { try whole.write(to: path) }
  }
}
