import ArgumentParser
import Files
import Foundation
import Similarity

/// `w2v repl`: one question after the other.
struct ReplCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Ask one question after the other of what is loaded once.",
    discussion: """
      Each line is a question as the commands similar, explain, home, analogy, mix, sim, odd and rank take it, without \
      --models or --vectors: 'similar track:t12 -k 5'. A name in quotes stands for the item that it is of; 'find WORDS' \
      looks names up. At a terminal the tab key completes commands, ids and, inside quotes, names, and the arrows bring \
      earlier lines back; these are kept in a file that only you can read. Lines may come from a pipe too. The model \
      stays the one that was current at the beginning.

      EXAMPLES
        w2v repl --models models
        w2v repl --vectors words.txt
        echo 'similar track:t12 -k 3' | w2v repl --models models
      """)

  @OptionGroup(title: "Vectors") var source: VectorSourceOptions

  @Option(
    help: ArgumentHelp(
      "Where earlier lines are kept (default: $XDG_STATE_HOME/w2v/history, or ~/.local/state/w2v/history).",
      valueName: "file"))
  var history: String?

  @Flag(name: .customLong("no-history"), help: "Keep no line.")
  var keepsNoHistory = false

  func run() async throws {
    KeptForConversation.begin()
    let begun = Stopwatch()
    let engine = try source.models.map { try ModelStore(folder: $0).engine(source.model, .everything) }
    if engine == nil { _ = try AskedVectors(source, for: []) }
    let conversation = Conversation(source: source.arguments, engine: engine)
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      while let line = readLine() {
        guard await conversation.answer(line) else { return }
      }
      return
    }
    Rendering.greet(engine, seconds: begun.elapsed.seconds)
    let editor = LineEditor(completer: ConversationCompleter(engine: engine), historyPath: historyPath())
    while let line = editor.line(prompt: "w2v> ") {
      guard await conversation.answer(line) else { return }
    }
    Rendering.print("")
  }

  /// The file of earlier lines, which can be written and which only its owner can read; nil where there is none, after a word
  /// on standard error: a conversation needs no history.
  private func historyPath() -> String? {
    guard !keepsNoHistory, let path = history ?? defaultHistoryPath() else { return nil }
    // It is made so: what a person asked for is nobody else's to read, not for a moment.
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      Rendering.note("\(path): \(String(cString: strerror(errno))); no line is kept")
      return nil
    }
    fchmod(file, 0o600)
    close(file)
    return path
  }

  private func defaultHistoryPath() -> String? {
    let environment = ProcessInfo.processInfo.environment
    guard let home = environment["XDG_STATE_HOME"] ?? environment["HOME"].map({ Paths.join($0, ".local/state") }) else {
      return nil
    }
    let folder = Paths.join(home, "w2v")
    // Where there can be no folder, there will be no file, and that is told.
    try? Paths.createFolder(folder)
    return Paths.join(folder, "history")
  }
}

extension VectorSourceOptions {
  /// The options as they are written, for every question of a conversation.
  fileprivate var arguments: [String] {
    let options = [
      ("--vectors", vectors), ("--ids", ids), ("--format", format?.rawValue), ("--models", models), ("--model", model),
    ]
    return options.flatMap { name, value in value.map { [name, $0] } ?? [] }
  }
}
