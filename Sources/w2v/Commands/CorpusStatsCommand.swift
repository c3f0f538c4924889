import ArgumentParser
import Embeddings

/// `w2v corpus stats`: what a corpus holds.
struct CorpusStatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Count the playlists, tracks and lengths of a corpus.",
    discussion: """
      EXAMPLES
        w2v corpus stats playlists.tsv.gz
        w2v corpus stats mpd/data --json
        w2v corpus stats sessions.csv --playlist-column session --track-column item
        zcat playlists.tsv.gz | w2v corpus stats - --json
      """)

  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "corpus"))
  var corpus: [String]

  @Option(help: ArgumentHelp("Threads that read; 0 for one a core.", valueName: "n"))
  var threads = 0

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (0...1024).contains(threads) else {
      throw ValidationError("--threads must be from 0 to 1024, not \(threads).")
    }
  }

  func run() throws {
    Interruption.watch(writingInto: reading.rejectsFolder)
    let read = try reading.readCorpus(corpus, threads: threads, progress: ProgressLine())
    Rendering.show(CorpusStatistics(read.corpus, report: read.report), asJSON: output.isJSON)
  }
}

/// The figures of a corpus.
struct CorpusStatistics {
  let files: Int
  let playlists: Int
  let occurrences: Int
  let tracks: Int
  let rejected: Int
  /// Playlist lengths in tracks.
  let lengths: Lengths
  /// How many tracks occur just once.
  let tracksOnce: Int
  /// The most popular track and its occurrences; nil without tracks.
  let mostPopular: (id: String, count: Int)?
  let firstDate: String?
  let lastDate: String?

  /// How playlist lengths are distributed.
  struct Lengths {
    let minimum: Int
    let median: Int
    let mean: Double
    let percentile90: Int
    let maximum: Int

    /// Sums up lengths; the median and the percentile are the lower of two neighbours.
    init(_ lengths: [Int]) {
      let sorted = lengths.sorted()
      func quantile(_ share: Double) -> Int {
        sorted.isEmpty ? 0 : sorted[Int((share * Double(sorted.count - 1)).rounded(.down))]
      }
      minimum = quantile(0)
      median = quantile(0.5)
      mean = sorted.isEmpty ? 0 : Double(sorted.reduce(0, +)) / Double(sorted.count)
      percentile90 = quantile(0.9)
      maximum = quantile(1)
    }
  }

  init(_ corpus: EncodedCorpus, report: ReadingReport) {
    files = report.files
    playlists = corpus.playlistCount
    occurrences = corpus.trackOrdinals.count
    tracks = corpus.vocabulary.count
    rejected = report.rejected
    lengths = Lengths((0..<corpus.playlistCount).map { corpus.playlist($0).count })
    tracksOnce = corpus.vocabulary.counts.reduce(0) { $0 + ($1 == 1 ? 1 : 0) }
    mostPopular = corpus.vocabulary.count > 0 ? (corpus.vocabulary.ids[0], corpus.vocabulary.counts[0]) : nil
    firstDate = corpus.dates?.lowerBound
    lastDate = corpus.dates?.upperBound
  }
}
