import ArgumentParser

/// How commands say how far they are.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  /// A line that is rewritten, at a terminal; elsewhere nothing.
  case auto
  /// A JSON object a line, at most one a second.
  case json
  /// Nothing.
  case none
}

/// How a command that takes a while says how far it is.
struct ProgressOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How to tell on standard error how far the command is: on a line at a terminal (auto), as JSON Lines, or not.",
      valueName: "auto|json|none"))
  var progress = ProgressStyle.auto

  /// A line of that style.
  ///
  /// - Parameter logInterval: after how many seconds a plain line is written besides; nil writes none.
  func line(logInterval: Double? = nil) -> ProgressLine { ProgressLine(style: progress, logInterval: logInterval) }
}

/// How a training reports besides.
struct ProgressOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write a line on progress to standard error every so many seconds.", valueName: "seconds"))
  var logEvery: Double?

  @Option(help: ArgumentHelp("Draw loss and validation by epoch into an SVG file.", valueName: "file.svg"))
  var curve: String?

  func validate() throws {
    if let logEvery, !(logEvery > 0) { throw ValidationError("--log-every must be over 0 seconds, not \(logEvery).") }
  }
}
