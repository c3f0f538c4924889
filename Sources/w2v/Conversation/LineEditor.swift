import CLineEditor
import Foundation
import Synchronization

/// Lines typed at a terminal, with history (arrows) and completion (tab), by libedit.
///
/// libedit has one state for the whole process, so there is one editor, used by one thread at a time.
struct LineEditor {
  /// Answers how a line may go on.
  protocol Completer: Sendable {
    /// The ways in which the last word of a line may go on, each with the whole word.
    ///
    /// - Parameters:
    ///   - line: The line up to the cursor.
    ///   - word: What of it stands after the last space or quote.
    func completions(of line: String, word: String) -> [String]
  }

  private static let completer = Mutex<(any Completer)?>(nil)

  private let historyPath: String?
  private static let longestHistory: Int32 = 1_000

  /// Prepares the terminal.
  ///
  /// - Parameter historyPath: Where lines are kept for the next time, a file that only its owner may read; nil keeps none.
  init(completer: any Completer, historyPath: String?) {
    self.historyPath = historyPath
    Self.completer.withLock { $0 = completer }
    // Without it, letters beyond ASCII are not taken for letters.
    setlocale(LC_CTYPE, "")
    using_history()
    stifle_history(Self.longestHistory)
    if let historyPath { _ = read_history(historyPath) }
    w2v_complete_by { word, _, _ in LineEditor.complete(word) }
  }

  /// The next line without its end, or nil when there are no more. It becomes part of the history.
  func line(prompt: String) -> String? {
    guard let typed = readline(prompt) else { return nil }
    defer { free(typed) }
    let line = String(cString: typed)
    if line.contains(where: { !$0.isWhitespace }) {
      add_history(typed)
      if let historyPath {
        _ = write_history(historyPath)
      }
    }
    return line
  }

  /// The answer as libedit wants it: what all have in common, then each; nil for none. It frees every text and the list.
  private static func complete(_ word: UnsafePointer<CChar>?) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    w2v_complete_no_files()
    let word = word.map { String(cString: $0) } ?? ""
    let answers =
      completer.withLock { $0 }?.completions(of: String(cString: w2v_typed_line()), word: word) ?? []
    guard let first = answers.first else { return nil }
    let common = answers.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    let texts = [common.isEmpty ? word : common] + answers
    let bytes = (texts.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
    guard let list = malloc(bytes)?.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: texts.count + 1) else {
      return nil
    }
    for (place, text) in texts.enumerated() { (list + place).initialize(to: strdup(text)) }
    (list + texts.count).initialize(to: nil)
    return list
  }
}
