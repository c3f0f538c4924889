import ArgumentParser
import Files
import Foundation
import Similarity

/// `w2v listeners`: vectors of listeners from what they played.
struct ListenersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "listeners",
    abstract: "Make the vector of every listener from logs of plays.",
    discussion: """
      A log has lines of listener, track and time with TAB between them, in any order, and a fourth field 0 or 1 where it is \
      known whether the track was played to its end. Later plays count more. The vectors are of the model's space, and can be \
      used with every model of that space.

      EXAMPLES
        w2v listeners plays.tsv.gz --models models -o listeners
        w2v similar --listener u1 --listeners listeners --models models
      """)

  @Argument(help: ArgumentHelp("Logs of plays, plain or packed with gzip or zstd.", valueName: "log"))
  var logs: [String]

  @OptionGroup var models: ModelOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write the vectors into.", valueName: "dir"))
  var output: String

  @Option(help: ArgumentHelp("Days after which a play counts half.", valueName: "days"))
  var halfLife = 30.0

  @Flag(help: "Put the vectors in the place of those that are already there.")
  var force = false

  @OptionGroup var telling: ProgressOption

  @OptionGroup var json: JSONOption

  func validate() throws {
    guard halfLife > 0, halfLife.isFinite else {
      throw ValidationError("--half-life must be over 0 days, not \(halfLife).")
    }
  }

  func run() throws {
    try Output.requireNew(output, force: force)
    try Output.requireFolder(output)
    Interruption.watch(writingInto: output)
    let line = telling.line()
    line.begin("loading the model")
    let engine = SimilarityEngine(
      model: try models.load(.vectors(of: .track)), denied: try models.store.denyList())
    let timer = Stopwatch()
    line.begin("reading plays")
    let (made, tally) = try ListenerTable.make(
      from: logs, with: engine, into: output, halfLife: halfLife, temporaryFolder: Output.temporaryFolder
    ) { done in line.show("\(Figures.count(done, of: "listener"))  \(Figures.duration(line.elapsedSeconds))") }
    line.finish()
    Rendering.show(made, tally, seconds: timer.elapsed.seconds, in: output, asJSON: json.isJSON)
    if made.listeners == 0 { throw ExitCode(.no) }
  }
}
