import ArgumentParser
import Embeddings
import Files

/// `w2v corpus split`: one side to train on, one to ask about.
struct CorpusSplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Divide playlists into those to train on and those held out for evaluation.",
    discussion: """
      Writes train/playlists.tsv and held-out/playlists.tsv. The side of a playlist hangs on its id up to the last '@' \
      and on the seed, so editions of one playlist stay together and a grown corpus keeps its sides.

      EXAMPLES
        w2v corpus split demo --held-out 0.1 -o split
        w2v corpus split playlists.tsv.gz --held-out 0.05 --seed 7 -o split --json
      """)

  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "corpus"))
  var corpus: [String]

  @Option(help: ArgumentHelp("The share of playlists to hold out, over 0 and under 1.", valueName: "share"))
  var heldOut: Double

  @Option(help: ArgumentHelp("Another seed, another division.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The folder to write into.", valueName: "dir"))
  var output: String

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var json: JSONOption

  func validate() throws {
    guard heldOut > 0, heldOut < 1 else {
      throw ValidationError("--held-out must be over 0 and under 1, not \(heldOut).")
    }
  }

  func run() throws {
    try Output.requireFolder(output)
    let (training, asked) = (Paths.join(output, "train"), Paths.join(output, "held-out"))
    let new = [output, training, asked].filter { !Paths.exists($0) }
    for folder in [training, asked] { try Paths.createFolder(folder) }
    Interruption.watch(writingInto: training, asked, reading.rejectsFolder)
    let summary: CorpusSplit.Summary
    do {
      summary = try CorpusSplit(heldOutFraction: heldOut, seed: seed).write(
        reading.reader(of: corpus), training: Paths.join(training, "playlists.tsv"),
        heldOut: Paths.join(asked, "playlists.tsv"))
    } catch {
      // A folder that a failed run leaves would be taken for a division by the next command.
      for folder in new.reversed() { try? Paths.remove(folder) }
      throw error
    }
    Rendering.note(rejectsOf: summary.report, keptIn: reading.rejects)
    Rendering.show(summary, training: training, heldOut: asked, asJSON: json.isJSON)
  }
}
