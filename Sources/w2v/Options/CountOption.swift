import ArgumentParser

/// How many answers a command shows.
struct CountOption: ParsableArguments {
  @Option(
    name: [.customShort("k"), .customLong("count")], help: ArgumentHelp("How many answers to show.", valueName: "n"))
  var count = 10

  func validate() throws {
    guard (1...100_000).contains(count) else { throw ValidationError("-k must be from 1 to 100000, not \(count).") }
  }
}
