import ArgumentParser
import Files
import Foundation
import TestSupport
import Testing

@testable import Embeddings
@testable import w2v

/// `w2v tune`: what it makes of a command line, and what it prints.
@Suite struct TuneTests {
  private func parse<Command: ParsableCommand>(_ words: [String], as type: Command.Type = Command.self) throws
    -> Command
  {
    try #require(try W2V.parseAsRoot(words) as? Command, "\(words)")
  }

  /// The words of a command that was printed without quotes.
  private func words(_ line: String) -> [String] { line.split(separator: " ").dropFirst().map(String.init) }

  @Test(arguments: [("90s", 90.0), ("10m", 600), ("1h30m", 5400), ("2h5s", 7205), ("1.5m", 90), ("0.5s", 0.5)])
  func a_budget_is_a_number_with_its_unit(text: String, seconds: Double) {
    #expect(TimeBudget(argument: text)?.seconds == seconds)
  }

  @Test(arguments: ["", "10", "m", "10x", "5s2h", "-1m", "0s", "1e3s", "1m30", "nans"])
  func other_texts_are_no_budget(text: String) {
    #expect(TimeBudget(argument: text) == nil)
  }

  @Test func what_is_given_is_held_fixed_and_the_rest_varies() throws {
    let plain: TuneCommand = try parse(["tune", "c"])
    #expect(plain.space.dimensions.map(\.name) == SearchSpace.knownDimensions.map(\.name))
    #expect(plain.space.start == TrainingParameters())
    let fixed: TuneCommand = try parse(["tune", "c", "--dimension", "100", "--window", "all", "--seed", "5"])
    let varied = Set(SearchSpace.knownDimensions.map(\.name)).subtracting(["dimension", "window"])
    #expect(Set(fixed.space.dimensions.map(\.name)) == varied)
    #expect(fixed.space.start.seed == 5)
    let some: TuneCommand = try parse(["tune", "c", "--vary", "epochs,learning-rate", "--negatives", "7"])
    #expect(some.space.dimensions.map(\.name) == ["epochs", "learningRate"] && some.space.start.negatives == 7)
  }

  @Test(arguments: [
    ("tune c --trials 0", "--trials must be at least 1"), ("tune c --sample 1.5", "--sample must be over 0"),
    ("tune c --held-out 1", "--held-out must be over 0 and under 1"),
    ("tune c --limit 0", "--limit must be at least 1"),
    ("tune c --budget 10", "10"), ("tune c --vary dimension,nonsense", "nonsense"), ("tune c --metric ndcg", "ndcg@10"),
    ("tune c --vary dimension --dimension 64", "--dimension holds a value that --vary would change"),
    ("tune c --sample-throughout", "--sample-throughout goes with --sample."), ("tune", "corpus"),
  ]) func a_wrong_command_line_is_refused(line: String, message: String) {
    do {
      _ = try W2V.parseAsRoot(line.split(separator: " ").map(String.init))
      Issue.record("\(line) was taken")
    } catch {
      #expect(W2V.fullMessage(for: error).contains(message), "\(W2V.fullMessage(for: error))")
      #expect(W2V.exitCode(for: error).rawValue == 64)
    }
  }

  @Test func every_parameter_that_can_be_varied_is_an_option_of_train() throws {
    for preset in TrainingPreset.allCases { try printedCommandsTrainAsTried(from: preset) }
  }

  private func printedCommandsTrainAsTried(from preset: TrainingPreset) throws {
    for (index, candidate) in SearchSpace(start: preset.parameters).candidates(seed: 11).prefix(15).enumerated() {
      let command: TuneCommand = try parse([
        "tune", "c", "--format", "lines", "--min-count", "2", "--threads", "3", "--preset", preset.rawValue,
      ])
      let result = try result(of: command, trials: [candidate])
      let printed = result.trainCommand(for: result.report.trials[0])
      let train: TrainCommand = try parse(Array(printed.dropFirst()))
      var expected = candidate
      expected.minimumCount = 2
      expected.threads = 3
      #expect(train.training.parameters == expected, "candidate \(index): \(printed)")
      #expect(train.reading.format == .lines && train.corpus == ["c"])
    }
  }

  @Test func the_command_that_repeats_a_search_is_the_same_search() throws {
    let command: TuneCommand = try parse([
      "tune", "a", "b", "--budget", "1h", "--vary", "dimension,negative-power", "--metric", "hit@100", "--task", "half",
      "--relation", "alike", "--seed", "9", "--track-column", "song", "--negatives", "9", "--limit", "77",
    ])
    let result = try result(of: command, trials: Array(command.space.candidates(seed: 9).prefix(4)))
    let again: TuneCommand = try parse(Array(result.repeatCommand.dropFirst()))
    #expect(again.trials == 4 && again.budget == nil && again.sample == 0.5 && !again.isSampledThroughout)
    #expect(again.corpus == ["a", "b"] && again.metric == .hitAt100 && again.task == .half && again.relation == .alike)
    #expect(again.space.start == command.space.start && again.vary == command.vary && again.limit == 77)
    #expect(again.reading.trackColumn == "song" && again.heldOut == command.heldOut)
  }

  /// Playlists of which no command line speaks.
  private static let playlists = Result {
    try TuningCorpus(PlantedCorpus().corpus, heldOut: 0.2, limit: 10, minimumCount: 1, seed: 1)
  }

  /// A search that has begun some trials and measured none.
  private func result(of command: TuneCommand, trials: [TrainingParameters]) throws -> TuningResult {
    TuningResult(
      command: command, space: command.space, playlists: try Self.playlists.get(),
      plan: TuningPlan(sampleShare: 0.5),
      report: TuningReport(
        trials: trials.enumerated().map { Trial(number: $0 + 1, parameters: $1) }, rungs: Rung.ladder(), end: .trials,
        seconds: 1))
  }

  @Test func a_search_prints_a_table_and_commands_that_run() async throws {
    let corpus = try MadeUpCorpus()
    let arguments = [
      "tune", corpus.playlists, "--trials", "4", "--held-out", "0.3", "--threads", "1", "--vary", "dimension,epochs",
    ]
    let outcome = try await Program.run(arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines[1].hasPrefix("trial  rung  NDCG@10"), "\(outcome.output)")
    #expect(outcome.lines.count { $0.contains("/3 ") } == 4)
    let train = try #require(outcome.lines.first { $0.hasPrefix("train with") }?.firstRange(of: "w2v train"))
    let line = try #require(outcome.lines.first { $0.hasPrefix("train with") })
    let command: TrainCommand = try parse(words(String(line[train.lowerBound...])))
    #expect(command.training.threads == 1)
    let repeating = try #require(outcome.lines.first { $0.hasPrefix("repeat with") })
    let start = try #require(repeating.firstRange(of: "w2v tune"))
    let again = try await Program.run(words(String(repeating[start.lowerBound...])))
    #expect(again.status == 0)
    func withoutTimes(_ lines: [String]) -> [String] {
      lines.map { $0.replacing(/[0-9.]+ (ms|s)\b/, with: "").split(separator: " ").joined(separator: " ") }
    }
    #expect(withoutTimes(again.lines) == withoutTimes(outcome.lines))
  }

  @Test func json_has_an_object_for_each_trial_and_a_summary() async throws {
    let corpus = try MadeUpCorpus()
    let outcome = try await Program.run(
      "tune", corpus.playlists, "--trials", "3", "--held-out", "0.3", "--threads", "1", "--vary",
      "window,negative-power", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let objects = try outcome.objects()
    #expect(objects.count == 4)
    for index in 0..<3 {
      #expect(
        outcome.keys(ofLine: index) == [
          "trial", "rung", "rungs", "score", "score_error", "lead", "lead_error", "hit_at_10", "hit_at_100",
          "ndcg_at_10",
          "mrr", "r_precision", "seconds", "fault", "settings",
        ])
      let settings = try #require(objects[index]["settings"] as? [String: Any])
      #expect(Set(settings.keys) == ["window", "negative_power"] && settings["negative_power"] is Double)
    }
    #expect(
      outcome.keys(ofLine: 3) == [
        "summary", "metric", "task", "relation", "trials", "best", "end", "playlists", "sample_playlists",
        "validation_playlists", "seconds", "train", "repeat",
      ])
    #expect(objects[3]["end"] as? String == "trials" && objects[3]["trials"] as? Int == 3)
  }

  @Test func control_c_prints_the_table_so_far() throws {
    let corpus = try MadeUpCorpus()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = [
      "tune", corpus.playlists, "--budget", "1h", "--held-out", "0.3", "--threads", "1", "--log-every", "0.001",
      "--vary",
      "learning-rate",
    ]
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    var said = Data()
    var isInterrupted = false
    while case let piece = errors.fileHandleForReading.availableData, !piece.isEmpty {
      said.append(piece)
      if !isInterrupted, String(decoding: said, as: UTF8.self).contains("trial 3") {
        isInterrupted = true
        kill(process.processIdentifier, SIGINT)
      }
    }
    process.waitUntilExit()
    let table = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationStatus == 130, "\(String(decoding: said.suffix(400), as: UTF8.self))")
    #expect(table.contains("trial  rung") && table.contains("repeat with"), "\(table)")
    #expect(String(decoding: said, as: UTF8.self).hasSuffix("w2v: interrupted\n"))
  }

  @Test func a_corpus_that_leaves_nothing_to_measure_on_is_refused() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("p\tx\t\ta b\n", as: "one.tsv")
    let outcome = try await Program.run("tune", path, "--trials", "2")
    #expect(outcome.status == 65 && outcome.errors.contains("hold out another share"), "\(outcome)")
  }
}
