import ArgumentParser
import Files
import Foundation
import Similarity

/// `w2v models promote`: another version is served.
struct ModelsPromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Serve a version from now on, once all its files have been verified.",
    discussion: """
      The version that was served before is remembered: 'w2v models rollback' goes back to it. A version that did not \
      pass its gate ('w2v models diff --gate') is not served, unless --force says why it should be; that is recorded.

      EXAMPLES
        w2v models promote canary --models models
        w2v models promote 20261122T120000Z-3f9c1a --models models
        w2v models promote canary --models models --force "the label was closed"

      EXIT STATUS
        1 when the version did not pass its gate
      """)

  @Argument(help: ArgumentHelp("The version or label.", valueName: "version|label"))
  var name: String

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  @Option(help: ArgumentHelp("Serve it although a gate refused it, and why.", valueName: "reason"))
  var force: String?

  @OptionGroup var output: JSONOption

  func validate() throws {
    if let force, !force.contains(where: { !$0.isWhitespace }) { throw ValidationError("--force needs a reason.") }
  }

  func run() throws {
    do {
      Rendering.show(try ModelStore(folder: models).promote(name, forcing: force), asJSON: output.isJSON)
    } catch let refusal as GateRefusal {
      Rendering.note("\(refusal); --force REASON serves it all the same")
      throw ExitCode(.no)
    }
  }
}

/// `w2v models rollback`: the version before is served again.
struct ModelsRollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Serve the version that was served before; a second time, go forth again.",
    discussion: """
      EXAMPLES
        w2v models rollback --models models
      """)

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  @OptionGroup var output: JSONOption

  func run() throws { Rendering.show(try ModelStore(folder: models).rollback(), asJSON: output.isJSON) }
}

/// `w2v models label`: names for versions.
struct ModelsLabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Give a version a name, or take a name away.",
    discussion: """
      A version with a name is kept by 'w2v models prune'.

      EXAMPLES
        w2v models label canary 20261122T120000Z-3f9c1a --models models
        w2v models label canary --remove --models models
      """)

  @Argument(help: ArgumentHelp("The name.", valueName: "label"))
  var label: String

  @Argument(help: ArgumentHelp("The version, or another label of it.", valueName: "version|label"))
  var name: String?

  @Flag(help: "Take the name away.")
  var remove = false

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  func validate() throws {
    try LabelName.validate([label])
    guard remove == (name == nil) else { throw ValidationError("name a version, or --remove the label.") }
  }

  func run() throws {
    let store = ModelStore(folder: models)
    if let name {
      Rendering.print("\(label)  \(try store.setLabel(label, to: name))")
    } else if try !store.removeLabel(label) {
      Rendering.note("\(models): there is no label '\(label)'")
      throw ExitCode(.no)
    }
  }
}

/// `w2v models prune`: old versions go.
struct ModelsPruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove versions that are old, beyond the newest few, and have no name.",
    discussion: """
      All three must hold: nothing is removed that is younger than --older-than, among the --keep newest, current, previous or \
      labelled.

      EXAMPLES
        w2v models prune --models models --older-than 14d --keep 3 --dry-run
        w2v models prune --models models --older-than 14d --keep 3
      """)

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  @Option(help: ArgumentHelp("Keep what is younger, such as 14d or 36h.", valueName: "time"))
  var olderThan: TimeBudget

  @Option(help: ArgumentHelp("Keep so many of the newest, at least 1.", valueName: "n"))
  var keep: Int

  @Flag(help: "Only say what would be removed.")
  var dryRun = false

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard keep >= 1 else { throw ValidationError("--keep must be at least 1, not \(keep): a store is never emptied.") }
  }

  func run() throws {
    let removed = try ModelStore(folder: models)
      .prune(Retention(age: olderThan.seconds, newest: keep), isDry: dryRun)
    Rendering.show(removed: removed, isDry: dryRun, asJSON: output.isJSON)
  }
}
