import ArgumentParser
import Embeddings
import Foundation

/// `w2v corpus check`: what training on a corpus would suffer from.
struct CorpusCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for what training on a corpus would suffer from: copies, spam, wrong encodings.",
    discussion: """
      Each finding comes with what to do about it. The status is 0 whatever is found: only you know what your corpus is.

      EXAMPLES
        w2v corpus check playlists.tsv.gz
        w2v corpus check mpd/data --json
        w2v corpus check playlists.tsv --report check.html
      """)

  @Argument(help: ArgumentHelp("Files or folders of playlists; - is standard input.", valueName: "corpus"))
  var corpus: [String]

  @OptionGroup var reports: ReportOptions

  @OptionGroup var workers: ThreadsOption

  @OptionGroup(title: "Reading playlists") var reading: CorpusReadingOptions

  @OptionGroup var telling: ProgressOption

  @OptionGroup var output: JSONOption

  func run() throws {
    Interruption.watch(writingInto: reading.rejectsFolder)
    try reports.check()
    let read = try reading.readCorpus(corpus, threads: workers.threads, progress: telling.line())
    let findings = CorpusFindings(
      health: try CorpusHealth(of: read.corpus), report: read.report, dates: read.corpus.dates,
      today: Date.now.formatted(.iso8601.year().month().day()))
    try reports.write(Report(of: findings, paths: corpus))
    Rendering.show(findings.findings, asJSON: output.isJSON)
  }
}
