/// Command lines of this program, to be shown and pasted into a shell.
enum CommandLineText {
  /// The command that this program was started with and one more argument, unless it is there already.
  static func adding(_ argument: String, to arguments: [String] = CommandLine.arguments) -> String {
    text(of: arguments + (arguments.contains(argument) ? [] : [argument]))
  }

  /// A command given as its words.
  static func text(of words: [String]) -> String { words.map(quoted).joined(separator: " ") }

  /// A word as a shell needs it.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        byte >= 0x80 || Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
          || "-_./=:,@%+".utf8.contains(byte)
      }
    return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
