import ArgumentParser
import Embeddings
import Files
import Foundation

/// How playlists are to be read: the same for every command that reads some.
struct CorpusReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The format of the playlists; told from their first bytes unless given.", valueName: "format"))
  var format: CorpusFormat?

  @Flag(name: .customLong("strict"), help: "Stop at the first malformed record instead of counting and leaving it out.")
  var isStrict = false

  @Option(
    help: ArgumentHelp("Keep malformed records in this file, each with what is wrong with it.", valueName: "file"))
  var rejects: String?

  @Option(
    help: ArgumentHelp(
      "Advanced: keep playlists in memory up to this size (16M, 4G), larger ones in temporary files.", valueName: "size"
    ))
  var corpusMemory: ByteSize?

  @Option(
    help: ArgumentHelp("CSV: the column with the playlist, a header name or a number from 1.", valueName: "column"))
  var playlistColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with the track.", valueName: "column"))
  var trackColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with all tracks of a playlist.", valueName: "column"))
  var trackListColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with the track's place, a number or a time.", valueName: "column"))
  var positionColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with the playlist's name.", valueName: "column"))
  var nameColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with the playlist's date.", valueName: "column"))
  var dateColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with the track's title.", valueName: "column"))
  var titleColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with the artist's name.", valueName: "column"))
  var artistColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with the artist's id.", valueName: "column"))
  var artistIDColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with the album's title.", valueName: "column"))
  var albumColumn: String?

  @Option(help: ArgumentHelp("CSV: the column with the album's id.", valueName: "column"))
  var albumIDColumn: String?

  func validate() throws {
    if let format, format != .csv, corpusOptions().columns != CSVColumns() {
      throw ValidationError("Columns are named for --format csv, not \(format.rawValue).")
    }
  }

  /// The folder that the rejects file is written into, if there is to be one.
  var rejectsFolder: String? { rejects.map(Paths.folder(of:)) }

  /// The options as the reader takes them, for a reading by that many threads (0 for one a core).
  func corpusOptions(threads: Int = 0) -> CorpusOptions {
    var options = CorpusOptions()
    options.threads = threads
    if let corpusMemory { options.memoryBudget = corpusMemory.bytes }
    options.temporaryFolder = Output.temporaryFolder
    options.format = format
    options.isStrict = isStrict
    options.rejectsPath = rejects
    options.columns.playlist = playlistColumn
    options.columns.track = trackColumn
    options.columns.trackList = trackListColumn
    options.columns.position = positionColumn
    options.columns.name = nameColumn
    options.columns.date = dateColumn
    options.columns.title = titleColumn
    options.columns.artist = artistColumn
    options.columns.artistID = artistIDColumn
    options.columns.album = albumColumn
    options.columns.albumID = albumIDColumn
    return options
  }

  /// The options that were given, as another command that reads the same playlists takes them; where rejects are kept is
  /// each command's own affair.
  var arguments: [String] {
    let options: [(String, String?)] = [
      ("--format", format?.rawValue), ("--playlist-column", playlistColumn), ("--track-column", trackColumn),
      ("--track-list-column", trackListColumn), ("--position-column", positionColumn), ("--name-column", nameColumn),
      ("--date-column", dateColumn), ("--title-column", titleColumn), ("--artist-column", artistColumn),
      ("--artist-id-column", artistIDColumn), ("--album-column", albumColumn), ("--album-id-column", albumIDColumn),
    ]
    return options.flatMap { option, value in value.map { [option, $0] } ?? [] } + (isStrict ? ["--strict"] : [])
  }

  /// A reader of these paths.
  func reader(of paths: [String], threads: Int = 0) -> CorpusReader {
    CorpusReader(paths: paths, options: corpusOptions(threads: threads))
  }

  /// Reads a corpus, showing how far it is and saying what was left out.
  ///
  /// - Throws: `DataError`, as `CorpusReader` does.
  func readCorpus(
    _ paths: [String], minimumCount: Int = 1, threads: Int = 0, progress line: ProgressLine
  ) throws -> (corpus: EncodedCorpus, catalog: Catalog, report: ReadingReport) {
    let read = try reader(of: paths, threads: threads).readCorpus(minimumCount: minimumCount) { progress in
      line.show(Rendering.text(of: progress))
    }
    line.finish()
    Rendering.note(rejectsOf: read.report, keptIn: rejects)
    return read
  }

  /// Reads a corpus without the playlists that a split holds out, and those beside it, in the same way.
  ///
  /// - Throws: `DataError`, as `CorpusReader` does.
  func readCorpus(
    _ paths: [String], holdingOut split: CorpusSplit, minimumCount: Int, threads: Int = 0, progress line: ProgressLine
  ) throws -> (corpus: EncodedCorpus, heldOut: [[String]], catalog: Catalog, report: ReadingReport) {
    let reader = reader(of: paths, threads: threads)
    let read = try reader.readCorpus(holdingOut: split, minimumCount: minimumCount) { progress in
      line.show(Rendering.text(of: progress))
    }
    line.finish()
    Rendering.note(rejectsOf: read.report, keptIn: rejects)
    return read
  }

  /// Reads playlists as strings, in order, saying what was left out.
  ///
  /// - Throws: `DataError`, as `CorpusReader` does.
  func readPlaylists(_ paths: [String]) throws -> [Playlist] {
    var playlists: [Playlist] = []
    let report = try reader(of: paths).readPlaylists { playlists.append($0) }
    Rendering.note(rejectsOf: report, keptIn: rejects)
    return playlists
  }
}
