import ArgumentParser

/// How a long command says how far it is.
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
