import ArgumentParser
import Testing

@testable import w2v

/// The help of every command, and the examples in it.
@Suite struct HelpTests {
  /// Every command of the program, groups included.
  static let commands: [any ParsableCommand.Type] = {
    func all(_ type: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
      [type] + type.configuration.subcommands.flatMap(all)
    }
    return all(W2V.self)
  }()

  @Test(arguments: commands.map { "\($0)" }) func every_command_has_a_help_with_examples(name: String) throws {
    let command = try #require(Self.commands.first { "\($0)" == name })
    let help = W2V.helpMessage(for: command, columns: 80)
    #expect(help.contains("EXAMPLES"))
    #expect(!command.configuration.abstract.isEmpty)
    // An example that is broken over two lines cannot be pasted.
    for line in command.configuration.discussion.split(separator: "\n")
    where line.hasPrefix("  ") && line.contains("w2v ") {
      #expect(help.contains("\n\(line)\n"), "\(line)")
    }
  }

  @Test func every_example_parses() throws {
    var count = 0
    for command in Self.commands {
      for line in command.configuration.discussion.split(separator: "\n") {
        // An explanation may follow after three spaces; a pipe before the program is the shell's.
        guard let start = line.firstRange(of: "w2v "), line.hasPrefix("  ") else { continue }
        let example = line[start.upperBound...].split(separator: "   ", maxSplits: 1)[0]
        let words = Self.words(of: String(example))
        #expect(throws: Never.self, "\(command): \(line)") { _ = try W2V.parseAsRoot(MixTerm.spelledOut(words)) }
        count += 1
      }
    }
    #expect(count >= 30)
  }

  /// Splits as a shell does, as far as the examples need it: blanks and quotes.
  private static func words(of line: String) -> [String] {
    var words: [String] = []
    var quote: Character?
    var word = ""
    for character in line {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
      } else if quote == nil, character == " " {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
