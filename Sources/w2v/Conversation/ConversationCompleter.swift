import Embeddings
import Foundation
import Similarity

/// Completes commands, ids and, inside quotes, names.
struct ConversationCompleter: LineEditor.Completer {
  let engine: SimilarityEngine?

  /// More than a screen of answers helps nobody.
  private static let most = 40

  func completions(of line: String, word: String) -> [String] {
    let typed = ConversationLine(line)
    if typed.isOpen, let last = typed.words.last { return names(from: last.text, word: word) }
    if typed.words.count <= 1, typed.words.first?.text ?? "" == word {
      return Conversation.commands.filter { $0.hasPrefix(word) }.map { $0 + " " }
    }
    return ids(from: word)
  }

  /// Names that begin with what stands in quotes: of each, what follows its last space that is typed, and the quote.
  private func names(from typed: String, word: String) -> [String] {
    guard let engine, !typed.isEmpty else { return [] }
    let typedWords = typed.split(separator: " ", omittingEmptySubsequences: false).count
    var names: [String] = []
    for item in engine.find(typed, limit: 10 * Self.most) {
      guard let name = item.name, !names.contains(name),
        name.range(of: typed, options: [.caseInsensitive, .diacriticInsensitive, .anchored]) != nil
      else { continue }
      names.append(name)
      if names.count == Self.most { break }
    }
    return names.map {
      $0.split(separator: " ", omittingEmptySubsequences: false).dropFirst(typedWords - 1).joined(separator: " ") + "\""
    }
  }

  private func ids(from word: String) -> [String] {
    guard let engine else { return [] }
    let kinds = ItemKind.allCases.filter { "\($0.rawValue):".hasPrefix(word) }
    if !word.contains(":") { return kinds.map { "\($0.rawValue):" } }
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = ItemKind(rawValue: String(parts[0])) else { return [] }
    let list = engine.model[kind].list
    var ids: [String] = []
    for ordinal in 0..<list.count where list.ids[ordinal].hasPrefix(parts[1]) {
      ids.append("\(kind.rawValue):\(list.ids[ordinal]) ")
      if ids.count == Self.most { break }
    }
    return ids
  }
}
