import ArgumentParser
import Embeddings
import Files
import Foundation
import Similarity

/// Questions asked one after the other of what was loaded once: the commands that ask, without the options that say whom.
struct Conversation {
  /// The options that say whom every question is for.
  let source: [String]
  /// The engine that knows names, for a model.
  let engine: SimilarityEngine?

  /// The commands of a conversation.
  struct Question: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "w2v",
      abstract: "What can be asked here. 'help COMMAND' says more of one.",
      discussion: """
        Ids are typed as elsewhere. A name in quotes stands for the item that it is of: similar "Harbour Lights".
        'find WORDS' looks names up, 'quit' ends.
        """,
      subcommands: modelQuestions + vectorQuestions)

    fileprivate static let modelQuestions: [any ParsableCommand.Type] = [
      SimilarCommand.self, ExplainCommand.self, HomeCommand.self,
    ]
    fileprivate static let vectorQuestions: [any ParsableCommand.Type] = [
      AnalogyCommand.self, MixCommand.self, SimCommand.self, OddCommand.self, RankCommand.self,
    ]
  }

  /// The words that a line may begin with.
  static let commands =
    ["find", "help", "quit"]
    + (Question.modelQuestions + Question.vectorQuestions).compactMap { $0.configuration.commandName }

  /// Answers a line, or says why not; a question without an answer does not end the conversation.
  ///
  /// - Returns: Whether there is more to ask.
  func answer(_ line: String) async -> Bool {
    let words = ConversationLine(line).words
    guard let first = words.first?.text else { return true }
    if ["quit", "exit"].contains(first) { return false }
    do {
      let arguments = try arguments(of: words)
      var question = try Question.parseAsRoot(MixTerm.spelledOut(arguments))
      if var question = question as? any AsyncParsableCommand {
        try await question.run()
      } else {
        try question.run()
      }
    } catch let error as DataError {
      Rendering.fault(error)
    } catch is ExitCode {
      // The command has said what was amiss.
    } catch {
      Rendering.answer(Question.fullMessage(for: error), isFault: Question.exitCode(for: error) != .success)
    }
    return true
  }

  /// The words of a line as arguments of a command, with the options that say whom, and ids for names.
  ///
  /// - Throws: the status "no" when a name is of nothing, after a word on standard error.
  private func arguments(of words: [ConversationLine.Word]) throws -> [String] {
    var rest = words.dropFirst()
    switch words[0].text {
    case "help": return rest.isEmpty ? ["--help"] : ["help"] + rest.map(\.text)
    case "find":
      let text = rest.map(\.text).joined(separator: " ")
      return ["similar"] + source + ["--find", text]
    case let command:
      guard Self.commands.contains(command) else { return [command] }
      // Behind a -- options would be taken for ids.
      var arguments = [command] + source
      while let word = rest.popFirst() { arguments.append(try id(of: word)) }
      return arguments
    }
  }

  /// The id of the item that a quoted name is of; any other word as it is.
  private func id(of word: ConversationLine.Word) throws -> String {
    guard word.isQuoted, let engine, ItemID(word.text).flatMap({ engine.item($0) }) == nil else { return word.text }
    // A term of a mix has a sign before its name and a weight behind it.
    let sign = word.text.hasPrefix("+") || word.text.hasPrefix("-") ? word.text.prefix(1) : ""
    var name = word.text.dropFirst(sign.count)
    var weight: Substring = ""
    if let colon = name.lastIndex(of: ":"), Float(name[name.index(after: colon)...]) != nil {
      (name, weight) = (name[..<colon], name[colon...])
    }
    guard name.contains(where: { !$0.isWhitespace }) else { return word.text }
    let found = engine.find(String(name), limit: 20)
    let whole = found.filter {
      $0.name?.compare(name, options: [.caseInsensitive, .diacriticInsensitive]) == .orderedSame
    }
    guard let item = whole.first ?? (found.count == 1 ? found.first : nil) else {
      Rendering.note(Self.unclear(String(name), found))
      throw ExitCode(.no)
    }
    Rendering.note(
      "\"\(name)\" is \(item.id)" + (item.by.map { " by \($0)" } ?? "")
        + (whole.count > 1 ? "; \(whole.count - 1) more of that name" : ""))
    return sign + item.id.description + weight
  }

  /// Why a name stands for no item.
  private static func unclear(_ name: String, _ found: [ItemDetails]) -> String {
    guard !found.isEmpty else { return "nothing is called \"\(name)\"" }
    let some = found.prefix(3).map { "\"\($0.name ?? $0.id.description)\"" }.joined(separator: ", ")
    return "\"\(name)\" is part of several names: \(some)\(found.count > 3 ? ", ..." : "")"
  }
}
