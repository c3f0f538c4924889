import Files
import Foundation
import TestSupport
import Testing

@testable import w2v

@Suite struct LongTrainingTests {
  /// Starts a training that would take hours, waits until it says that it trains, and presses Ctrl-C.
  ///
  /// - Returns: The exit status and all that was said on standard error.
  private func interrupt(_ arguments: [String]) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    var said = Data()
    var isInterrupted = false
    while case let piece = pipe.fileHandleForReading.availableData, !piece.isEmpty {
      said.append(piece)
      if !isInterrupted, String(decoding: said, as: UTF8.self).contains("w2v: training") {
        isInterrupted = true
        kill(process.processIdentifier, SIGINT)
      }
    }
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: said, as: UTF8.self))
  }

  @Test func control_c_saves_a_checkpoint_and_tells_how_to_go_on() throws {
    let corpus = try MadeUpCorpus()
    let models = corpus.folder("models")
    let arguments = [
      "train", corpus.playlists, "--models", models, "--epochs", "900000", "--threads", "1", "--dimension", "8",
      "--checkpoint", "1000", "--log-every", "0.001",
    ]
    let first = try interrupt(arguments)
    #expect(first.status == 130)
    #expect(first.errors.contains("interrupted in epoch "), "\(first.errors)")
    #expect(first.errors.contains("w2v: continue with: \(Program.path) \(arguments.joined(separator: " ")) --resume\n"))
    let files = try Paths.names(in: Paths.join(models, "checkpoints"))
    #expect(files.count == 1 && files[0].hasSuffix(".checkpoint"), "\(files)")
    let second = try interrupt(arguments + ["--resume"])
    #expect(second.status == 130)
    #expect(second.errors.contains("w2v: continuing from \(models)/checkpoints/\(files[0]), in epoch "))
    #expect(try Paths.names(in: Paths.join(models, "checkpoints")) == files)
  }

  @Test func a_training_that_is_not_worth_a_checkpoint_leaves_none() throws {
    let corpus = try MadeUpCorpus()
    let models = corpus.folder("models")
    let outcome = try interrupt([
      "train", corpus.playlists, "--models", models, "--epochs", "900000", "--threads", "1", "--dimension", "8",
      "--log-every", "0.001",
    ])
    #expect(outcome.status == 130)
    #expect(outcome.errors.hasSuffix("w2v: interrupted\n"))
    #expect(!Paths.exists(models))
  }

  @Test func resuming_without_a_checkpoint_is_refused() async throws {
    let corpus = try MadeUpCorpus()
    let outcome = try await Program.run(
      ["train", corpus.playlists, "--models", corpus.folder("models"), "--resume"] + MadeUpCorpus.quick)
    #expect(outcome.status == 66)
    #expect(outcome.errors.contains("there is no checkpoint to continue from; train without resuming"))
  }

  @Test func validation_is_reported_by_train_and_models_show_and_drawn() async throws {
    let corpus = try MadeUpCorpus()
    let models = corpus.folder("models")
    let curve = corpus.folder("curve.svg")
    let trained = try await Program.run(
      [
        "train", corpus.playlists, "--models", models, "--validation", "0.3", "--patience", "9", "--curve", curve,
        "--json",
      ]
        + MadeUpCorpus.quick
    ).objects()
    let best = try #require(trained[0]["validation"] as? [String: Any])
    #expect((best["ndcg_at_10"] as? Double).map { $0 > 0 && $0 <= 1 } == true)
    let asked = try #require(best["playlists"] as? Int)
    let kept = try #require((trained[0]["corpus"] as? [String: Any])?["playlists"] as? Int)
    #expect(asked + kept == 60 && asked > 5)
    let shown = try await Program.run("models", "show", "--models", models)
    #expect(shown.output.contains("ndcg@10  ") && shown.output.contains(" kept"))
    let drawing = String(decoding: try ByteSource.readAll(path: curve), as: UTF8.self)
    #expect(drawing.hasPrefix("<svg ") && drawing.hasSuffix("</svg>\n"))
    #expect(
      drawing.contains(">loss</text>") && drawing.contains(">NDCG@10</text>") && drawing.contains(">epoch</text>"))
  }

  @Test func options_that_make_no_sense_are_refused() async throws {
    for (arguments, words) in [
      (["--patience", "2"], "go with --validation"), (["--validation", "1.5"], "must be a share over 0 and under 1"),
      (["--checkpoint", "0"], "--checkpoint must be over 0"), (["--log-every", "0"], "--log-every must be over 0"),
    ] {
      let outcome = try await Program.run(["train", "x", "--models", "/nonexistent/m"] + arguments)
      #expect(outcome.status == 64 && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
    }
  }

  @Test func a_sparkline_runs_from_the_lowest_to_the_highest() {
    #expect(Sparkline.text([3, 2, 1, 0]) == "█▆▃▁")
    #expect(Sparkline.text([1, 1]) == "▁▁")
    #expect(Sparkline.text([]) == "")
    #expect(Sparkline.text((0..<1000).map(Double.init), width: 8) == "▁▂▃▄▅▆▇█")
  }

  @Test func a_command_line_is_shown_as_a_shell_takes_it() {
    #expect(
      CommandLineText.adding("--resume", to: ["w2v", "train", "my list.tsv", "it's"])
        == "w2v train 'my list.tsv' 'it'\\''s' --resume")
    #expect(CommandLineText.adding("--resume", to: ["w2v", "--resume", "a"]) == "w2v --resume a")
  }

  @Test func progress_can_be_read_by_a_program() async throws {
    let corpus = try MadeUpCorpus()
    let outcome = try await Program.run(
      ["train", corpus.playlists, "--models", corpus.folder("models"), "--progress", "json"] + MadeUpCorpus.quick)
    #expect(outcome.status == 0, "\(outcome)")
    let lines = try outcome.errors.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
    #expect(lines.contains { $0["stage"] as? String == "publishing" }, "\(outcome.errors)")
    #expect(lines.allSatisfy { $0["elapsed_s"] is Double || $0["elapsed_s"] is Int })
    let quiet = try await Program.run(
      ["train", corpus.playlists, "--models", corpus.folder("models"), "--progress", "none"] + MadeUpCorpus.quick)
    #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet)")
  }
}
