import ArgumentParser
import Files
import Similarity

/// `w2v models deny`: items that must be in no answer any more.
struct ModelsDenyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deny",
    abstract: "Take items down: from now on they are in no answer of any model of the folder.",
    discussion: """
      A running service notices within a second. Without ids the list is shown.

      EXAMPLES
        w2v models deny track:t12 artist:a7 --models models
        w2v models deny --models models
      """)

  @Argument(help: ArgumentHelp("The items.", valueName: "id"), transform: ItemID.argument)
  var ids: [ItemID] = []

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  func run() throws {
    let store = ModelStore(folder: models)
    let list = ids.isEmpty ? try store.denyList() : try store.deny(Set(ids))
    Rendering.print(list.ids.map(\.description).sorted())
  }
}

/// `w2v models allow`: items that may be found again.
struct ModelsAllowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allow",
    abstract: "Let items that were taken down be found again.",
    discussion: """
      EXAMPLES
        w2v models allow track:t12 --models models

      EXIT STATUS
        1 when none of them was taken down
      """)

  @Argument(help: ArgumentHelp("The items.", valueName: "id"), transform: ItemID.argument)
  var ids: [ItemID]

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String

  func run() throws {
    let store = ModelStore(folder: models)
    let before = try store.denyList()
    guard ids.contains(where: before.contains) else {
      Rendering.note("\(models): none of them was taken down")
      throw ExitCode(.no)
    }
    Rendering.print(try store.deny([], allowing: Set(ids)).ids.map(\.description).sorted())
  }
}
