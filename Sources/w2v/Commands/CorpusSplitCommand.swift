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
      and on the seed, so editions of one playlist stay together and a grown corpus keeps its sides. With \
      --held-out-from it hangs on the date: playlists of that day or later are held out, and those without a date trained on.

      EXAMPLES
        w2v corpus split demo --held-out 0.1 -o split
        w2v corpus split playlists.tsv.gz --held-out 0.05 --seed 7 -o split --json
        w2v corpus split demo --held-out-from 2026-05-01 -o split
      """)

  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "corpus"))
  var corpus: [String]

  @Option(help: ArgumentHelp("The share of playlists to hold out, over 0 and under 1.", valueName: "share"))
  var heldOut: Double?

  @Option(help: ArgumentHelp("Hold out what is of this date or later, such as 2026-05-01.", valueName: "date"))
  var heldOutFrom: String?

  @Option(help: ArgumentHelp("Another seed, another division.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The folder to write into.", valueName: "dir"))
  var output: String

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var json: JSONOption

  func validate() throws {
    guard (heldOut == nil) != (heldOutFrom == nil) else {
      throw ValidationError("Say what to hold out: a share with --held-out, or from a date on with --held-out-from.")
    }
    if let heldOut, !(heldOut > 0 && heldOut < 1) {
      throw ValidationError("--held-out must be over 0 and under 1, not \(heldOut).")
    }
    if let heldOutFrom, heldOutFrom.wholeMatch(of: /\d{4}(-\d{2}(-\d{2}(T[\d:.]+Z?)?)?)?/) == nil {
      throw ValidationError("--held-out-from must be a date such as 2026-05-01, not '\(heldOutFrom)'.")
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
      let (trained, held) = (Paths.join(training, "playlists.tsv"), Paths.join(asked, "playlists.tsv"))
      if let heldOutFrom {
        summary = try TimeSplit(start: heldOutFrom).write(
          reading.reader(of: corpus), training: trained, heldOut: held)
      } else {
        summary = try CorpusSplit(heldOutFraction: heldOut ?? 0, seed: seed).write(
          reading.reader(of: corpus), training: trained, heldOut: held)
      }
    } catch {
      // A folder that a failed run leaves would be taken for a division by the next command.
      for folder in new.reversed() { try? Paths.remove(folder) }
      throw error
    }
    Rendering.note(rejectsOf: summary.report, keptIn: reading.rejects)
    if heldOut != nil, summary.heldOutPlaylists == 0 || summary.trainingPlaylists == 0 {
      Rendering.note(
        "one side is empty: the corpus is small, or was divided before with this seed; give another --seed")
    }
    Rendering.show(summary, training: training, heldOut: asked, asJSON: json.isJSON)
  }
}
