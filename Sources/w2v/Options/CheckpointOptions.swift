import ArgumentParser

/// What becomes of a training that does not get to its end.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Save a checkpoint in the folder of the models every so many minutes.", valueName: "minutes"))
  var checkpoint: Double?

  @Flag(
    name: .customLong("resume"),
    help: "Continue this training from its checkpoint; the corpus and the options must be the same, but for --threads.")
  var isResuming = false

  func validate() throws {
    if let checkpoint, !(checkpoint > 0 && checkpoint <= 1e6) {
      throw ValidationError("--checkpoint must be over 0 and at most 1000000 minutes, not \(checkpoint).")
    }
  }
}
