import ArgumentParser
import Embeddings
import Files

/// What commands that write playlists of a corpus into another file have in common.
struct ExtractOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "corpus"))
  var corpus: [String]

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The file to write, compressed if its name ends in .gz.", valueName: "path"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The format to write: tsv, jsonl or lines; by the file's name unless given.", valueName: "format"))
  var to: PlaylistWriter.Format?

  @Flag(name: .customLong("force"), help: "Overwrite the file if it is there.")
  var isForced = false

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var telling: ProgressOption

  @OptionGroup var json: JSONOption

  /// The format that is written.
  var format: PlaylistWriter.Format {
    if let to { return to }
    let name = output.hasSuffix(".gz") ? String(output.dropLast(3)) : output
    if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") { return .jsonl }
    return name.hasSuffix(".txt") ? .lines : .tsv
  }

  /// Makes sure that the file can be written, before anything is read.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func check() throws {
    try Output.requireFile(output)
    try Output.requireNew(output, force: isForced)
    Interruption.watch(writingInto: Paths.folder(of: output), reading.rejectsFolder)
  }

  /// Writes what is selected and says what came of it.
  ///
  /// - Throws: `DataError`, as `CorpusExtract` does.
  func write(_ selection: CorpusExtract.Selection, dropsRepeats: Bool = false) throws {
    let summary = try CorpusExtract(selection, format: format, dropsRepeats: dropsRepeats)
      .write(reading.reader(of: corpus), to: output)
    Rendering.note(rejectsOf: summary.report, keptIn: reading.rejects)
    Rendering.show(summary, in: output, format: format, asJSON: json.isJSON)
  }
}

extension PlaylistWriter.Format: ExpressibleByArgument {}

/// `w2v corpus convert`: the same playlists in another format.
struct CorpusConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write playlists in another format.",
    discussion: """
      Formats that are read are told by their content; tsv, jsonl and lines can be written, the last with nothing but \
      track ids. What a format says about tracks (titles, artists) is not written: see --catalog of 'w2v train'.

      EXAMPLES
        w2v corpus convert mpd/data -o playlists.tsv.gz
        w2v corpus convert playlists.tsv -o playlists.jsonl
        zcat playlists.tsv.gz | w2v corpus convert - --to lines -o tracks.txt
      """)

  @OptionGroup var extract: ExtractOptions

  func run() throws {
    try extract.check()
    try extract.write(.all)
  }
}

/// `w2v corpus sample`: some of the playlists.
struct CorpusSampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Write a random share of the playlists, to try things on.",
    discussion: """
      Whether a playlist is chosen hangs on its id up to the last '@' and on the seed: editions of one playlist stay \
      together, and a larger share holds all of a smaller one.

      EXAMPLES
        w2v corpus sample playlists.tsv.gz --share 0.01 -o sample.tsv
        w2v corpus sample playlists.tsv.gz --share 0.1 --seed 7 -o sample.tsv.gz
      """)

  @Option(help: ArgumentHelp("The share of playlists to write, over 0 and up to 1.", valueName: "share"))
  var share: Double

  @Option(help: ArgumentHelp("Another seed, another sample.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup var extract: ExtractOptions

  func validate() throws {
    guard share > 0, share <= 1 else { throw ValidationError("--share must be over 0 and at most 1, not \(share).") }
  }

  func run() throws {
    try extract.check()
    try extract.write(.heldOut(CorpusSplit(heldOutFraction: share, seed: seed, for: .sample)))
  }
}

/// `w2v corpus dedupe`: playlists without copies.
struct CorpusDedupeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dedupe",
    abstract: "Write playlists without those that copy one before them.",
    discussion: """
      A copy has the same tracks in any order or, with --near, nearly: the share of tracks in both among those in either. \
      Playlists with fewer than four different tracks are alike by chance and are kept. The corpus is read twice, so it \
      cannot be standard input.

      EXAMPLES
        w2v corpus dedupe playlists.tsv.gz -o unique.tsv.gz
        w2v corpus dedupe playlists.tsv --near 0.9 -o unique.tsv
        w2v corpus dedupe plays.csv --repeats -o once.tsv --json
      """)

  @Option(help: ArgumentHelp("How alike two playlists must be, from 0.6 to 1.", valueName: "share"))
  var near = 1.0

  @Flag(name: .customLong("repeats"), help: "Leave out a track that its playlist has already as well.")
  var dropsRepeats = false

  @OptionGroup var extract: ExtractOptions

  func validate() throws {
    guard (PlaylistCopies.leastLikeness...1).contains(near) else {
      throw ValidationError("--near must be from \(PlaylistCopies.leastLikeness) to 1, not \(near).")
    }
    guard !extract.corpus.contains("-") else {
      throw ValidationError("The corpus is read twice: name a file instead of '-'.")
    }
  }

  func run() throws {
    try extract.check()
    let corpus = try extract.reading.readCorpus(extract.corpus, progress: extract.telling.line()).corpus
    try extract.write(.originals(try PlaylistCopies(of: corpus, likeness: near)), dropsRepeats: dropsRepeats)
  }
}
