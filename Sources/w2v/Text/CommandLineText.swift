/// The command line that this program was started with, to be shown and pasted into a shell.
enum CommandLineText {
  /// The same command with one more argument, unless it is there already.
  static func adding(_ argument: String, to arguments: [String] = CommandLine.arguments) -> String {
    (arguments + (arguments.contains(argument) ? [] : [argument])).map(quoted).joined(separator: " ")
  }

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
