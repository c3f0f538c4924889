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

  @OptionGroup var workers: ThreadsOption

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func run() throws {
    Interruption.watch(writingInto: reading.rejectsFolder)
    let read = try reading.readCorpus(corpus, threads: workers.threads, progress: telling.line())
    Rendering.show(try CorpusStatistics(read.corpus, report: read.report), asJSON: output.isJSON)
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

    /// Sums up lengths, given as how many playlists have each; the median and the percentile are the lower of two
    /// neighbours.
    init(_ playlistsOfLength: [Int: Int]) {
      let lengths = playlistsOfLength.sorted { $0.key < $1.key }
      let playlists = lengths.reduce(0) { $0 + $1.value }
      func quantile(_ share: Double) -> Int {
        var before = 0
        let rank = Int((share * Double(playlists - 1)).rounded(.down))
        for (length, count) in lengths {
          before += count
          if before > rank { return length }
        }
        return 0
      }
      minimum = quantile(0)
      median = quantile(0.5)
      mean = playlists == 0 ? 0 : Double(lengths.reduce(0) { $0 + $1.key * $1.value }) / Double(playlists)
      percentile90 = quantile(0.9)
      maximum = quantile(1)
    }
  }

  /// - Throws: `DataError` when a temporary file of the corpus cannot be read.
  init(_ corpus: EncodedCorpus, report: ReadingReport) throws {
    files = report.files
    playlists = corpus.playlistCount
    occurrences = corpus.occurrenceCount
    tracks = corpus.vocabulary.count
    rejected = report.rejected
    var playlistsOfLength: [Int: Int] = [:]
    try corpus.forEachPlaylist { playlistsOfLength[$0.count, default: 0] += 1 }
    lengths = Lengths(playlistsOfLength)
    tracksOnce = corpus.vocabulary.counts.reduce(0) { $0 + ($1 == 1 ? 1 : 0) }
    mostPopular = corpus.vocabulary.count > 0 ? (corpus.vocabulary.ids[0], corpus.vocabulary.counts[0]) : nil
    firstDate = corpus.dates?.lowerBound
    lastDate = corpus.dates?.upperBound
  }
}
