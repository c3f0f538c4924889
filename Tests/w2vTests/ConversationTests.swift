import Files
import Foundation
import TestSupport
import Testing

@testable import w2v

/// `w2v repl`: what a line is, and a conversation through a pipe and at a terminal.
@Suite struct ConversationTests {
  @Test func a_line_is_parted_into_words() {
    func words(_ line: String) -> [String] { ConversationLine(line).words.map(\.text) }
    #expect(words("  similar  track:a0 -k 3 ") == ["similar", "track:a0", "-k", "3"])
    #expect(words(#"mix +"Song a0":2 -track:b\ 1"#) == ["mix", "+Song a0:2", "-track:b 1"])
    #expect(words(#"find "" x"#) == ["find", "", "x"])
    #expect(words("") == [])
    #expect(ConversationLine(#"similar "Song"#).isOpen && !ConversationLine(#"similar "Song""#).isOpen)
    #expect(ConversationLine(#"a "b c""#).words.map(\.isQuoted) == [false, true])
  }

  @Test func questions_from_a_pipe_are_answered_one_after_the_other() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let lines = """
      similar album:album-a -k 2 --json
      similar "FIRST a" -k 2 --json

      sim track:a0 track:a1 --json
      similar track:nobody
      nonsense track:a0
      similar track:a0 -k nine
      mix +"Song 0":2 -track:b1 -k 1 --json
      similar "Song"
      quit
      similar album:album-a -k 2 --json
      """
    let outcome = try await Program.run(["repl", "--models", models], input: Array(lines.utf8))
    #expect(outcome.status == 0, "\(outcome)")
    let answers = try outcome.objects()
    // Two, the same two, a comparison, and one; nothing after the end.
    #expect(answers.count == 6, "\(outcome)")
    #expect(answers[0]["id"] as? String == answers[2]["id"] as? String)
    #expect(answers[4]["cosine"] != nil)
    for word in ["is album:album-a", "nobody", "nonsense", "nine", "1 more of that name", "part of several names"] {
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
    }
    let alone = try await Program.run("similar", "album:album-a", "-k", "2", "--models", models, "--json")
    #expect(alone.lines == Array(outcome.lines.prefix(2)))
  }

  @Test func a_line_may_name_another_model() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train("--label", "first")
    let second = try await Program.run(
      ["train", corpus.playlists, "--models", models, "--dimension", "4", "--epochs", "1", "--threads", "1"])
    #expect(second.status == 0, "\(second)")
    let questions = ["similar track:a0 -k 3 --json", "sim track:a0 track:b1 --json"]
    let lines = questions + questions.map { $0 + " --model first" } + questions
    let outcome = try await Program.run(["repl", "--models", models], input: Array(lines.joined(separator: "\n").utf8))
    #expect(outcome.lines.count == 12, "\(outcome)")
    let answers = outcome.lines
    #expect(Array(answers[0..<4]) == Array(answers[8..<12]) && answers[3] != answers[7], "\(outcome)")
    var alone: [String] = []
    for question in questions {
      let words = question.split(separator: " ").map(String.init) + ["--models", models, "--model", "first"]
      alone += try await Program.run(words).lines
    }
    #expect(Array(answers[4..<8]) == alone)
  }

  @Test func a_history_that_cannot_be_kept_does_not_stop_a_conversation() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("2 2\na 1 0\nb 1 0.1\n", as: "words.txt")
    let screen = try await Terminal.run(
      ["repl", "--vectors", path, "--history", folder("missing/history")], typing: ["sim a b\n", "quit\n"])
    #expect(screen.contains("no line is kept") && screen.contains("cosine"), "\(screen)")
  }

  @Test func a_file_of_vectors_can_be_asked_too() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("3 2\na 1 0\nb 1 0.1\nc 0 1\n", as: "words.txt")
    let outcome = try await Program.run(
      ["repl", "--vectors", path], input: Array("odd a b c --json\nhelp\nsimilar track:a\n".utf8))
    #expect(outcome.status == 0 && outcome.lines.first?.contains("\"c\"") == true, "\(outcome)")
    #expect(outcome.output.contains("analogy") && outcome.errors.contains("--models"), "\(outcome)")
  }

  @Test func a_terminal_completes_and_remembers() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let folder = try TemporaryFolder()
    let history = folder("history")
    // A command, an id and a name are begun, and the tab key ends them.
    let screen = try await Terminal.run(
      ["repl", "--models", models, "--history", history],
      typing: ["simi\ttrack:a0 -k 1\n", "similar \"First b\t -k 1\n", "quit\n"])
    #expect(screen.contains("is album:album-b"), "\(screen)")
    let kept = String(decoding: try ByteSource.readAll(path: history), as: UTF8.self)
    // libedit writes a space as \040.
    let lines = kept.replacing("\\040", with: " ").split(separator: "\n").map(String.init)
    #expect(Array(lines.suffix(3)) == ["similar track:a0 -k 1", "similar \"First b\" -k 1", "quit"], "\(kept)")
    let mode = try FileManager.default.attributesOfItem(atPath: history)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }
}
