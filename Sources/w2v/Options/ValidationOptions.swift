import ArgumentParser
import Embeddings

/// What a training is measured on while it runs.
struct ValidationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Measure every epoch on playlists that are not trained on: a share of the corpus to hold out, or a file or folder.",
      valueName: "share|path"))
  var validation: String?

  @Option(help: ArgumentHelp("Measure after every so many epochs.", valueName: "n"))
  var validationEvery = 1

  @Option(
    help: ArgumentHelp(
      "Stop when so many measurements in a row have brought no better NDCG@10, and keep the best epoch.", valueName: "n"
    ))
  var patience: Int?

  /// The part of the corpus to hold out, when that is what was asked for; always the same one, whatever the seed.
  var heldOut: CorpusSplit? { share.map { CorpusSplit(heldOutFraction: $0, for: .validation) } }

  /// The playlists to measure on, when they lie elsewhere.
  var path: String? { share == nil ? validation : nil }

  private var share: Double? { validation.flatMap(Double.init) }

  func validate() throws {
    if let share, !(share > 0 && share < 1) {
      throw ValidationError("--validation must be a share over 0 and under 1, not \(share), or a path.")
    }
    guard validationEvery >= 1 else { throw ValidationError("--validation-every must be at least 1.") }
    guard patience ?? 1 >= 1 else { throw ValidationError("--patience must be at least 1.") }
    guard validation != nil || (patience == nil && validationEvery == 1) else {
      throw ValidationError("--patience and --validation-every go with --validation.")
    }
  }
}
