import Files

/// Reads playlists of every ``CorpusFormat`` from files, folders and standard input, as one corpus.
///
/// Reading is a stream: memory is the answer, and two blocks of lines for each thread. Malformed records are left out and counted, or end the
/// reading when it is strict. A value may be used by several threads, each reading for itself.
public struct CorpusReader: Sendable {
  private let paths: [String]
  let options: CorpusOptions

  /// Creates a reader of files, folders and standard input (`-`); nothing is opened yet.
  public init(paths: [String], options: CorpusOptions = .init()) {
    precondition(!paths.isEmpty, "a corpus needs at least one path")
    self.paths = paths
    self.options = options
  }

  /// Reads everything into numbered tracks, with what the format itself says about them.
  ///
  /// - Parameter minimumCount: Tracks with fewer occurrences are dropped from the playlists, which stay.
  /// - Parameter progress: Called every few megabytes, on the calling thread.
  /// - Throws: `DataError`: `missingInput` when a path is not there, `badData` when a file is cut off or corrupt, when
  ///   nothing at all could be read, or at the first malformed record when reading is strict; `cannotWrite` when the
  ///   disk of the temporary files is full.
  /// - Complexity: O(bytes + tracks log tracks).
  public func readCorpus(
    minimumCount: Int = 1, progress: ((ReadingProgress) -> Void)? = nil
  ) throws -> (corpus: EncodedCorpus, catalog: Catalog, report: ReadingReport) {
    precondition(minimumCount >= 1, "the minimum count is at least 1")
    var builder = EncodedCorpusBuilder(options: options)
    let (report, catalog) = try readRecords(into: &builder, progress: progress)
    return (try builder.finish(minimumCount: minimumCount), catalog, report)
  }

  /// Hands every playlist to `body` as strings, in the order of the files.
  ///
  /// - Throws: `DataError`, as ``readCorpus(minimumCount:progress:)`` does, and what `body` throws.
  @discardableResult
  public func readPlaylists(_ body: (Playlist) throws -> Void) throws -> ReadingReport {
    try readRecords { record in
      try body(
        Playlist(
          id: record.id.string, name: record.name.string, date: record.date.string,
          tracks: record.tracks.map(\.string)))
    }
  }

  /// Hands every playlist to `body` as bytes, in the order of the files.
  @discardableResult
  func readRecords(_ body: (inout PlaylistRecord) throws -> Void) throws -> ReadingReport {
    let input = try InputFiles(paths: paths)
    return try withoutActuallyEscaping(body) { body in
      var intake = try RecordIntake(options: options, bytesTotal: input.byteCount, progress: nil, body: body)
      try read(input.files, into: &intake)
      return try finish(intake).report
    }
  }

  /// Puts every playlist into a corpus, and what the formats say about tracks into a catalog.
  func readRecords(
    into builder: inout EncodedCorpusBuilder, progress: ((ReadingProgress) -> Void)?
  ) throws -> (report: ReadingReport, catalog: Catalog) {
    let input = try InputFiles(paths: paths)
    var intake = try RecordIntake(
      options: options, bytesTotal: input.byteCount, progress: progress, builder: builder.take())
    try read(input.files, into: &intake)
    builder = intake.takeBuilder()
    return try finish(intake)
  }

  private func finish(_ intake: consuming RecordIntake) throws -> (report: ReadingReport, catalog: Catalog) {
    let read = try intake.finish()
    if read.report.playlists == 0 { throw nothingRead(read.report) }
    return read
  }

  private func read(_ files: [InputFiles.File], into intake: inout RecordIntake) throws {
    let lines = LineBlockReader(threads: options.threads, blockSize: options.blockSize)
    var plays = CSVPlays()
    for file in files {
      var scanner = try RecordScanner(path: file.path)
      intake.hasUniqueLabel = file.hasUniqueLabel
      try read(&scanner, label: file.label, lines: lines, plays: &plays, into: &intake)
      try intake.finishFile(scanner)
    }
    try plays.finish(into: &intake)
  }

  private func read(
    _ scanner: inout RecordScanner, label: String, lines: LineBlockReader, plays: inout CSVPlays,
    into intake: inout RecordIntake
  ) throws {
    try scanner.skipByteOrderMark()
    let head = try scanner.peek(FormatSniffer.headSize)
    if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
      throw DataError(
        .badData, at: scanner.path, "the text is UTF-16", remedy: "convert it: iconv -f UTF-16 -t UTF-8 FILE")
    }
    switch options.format ?? FormatSniffer.format(of: head, name: label, columns: options.columns) {
    case .lines: try lines.read(&scanner, into: &intake) { LinesParser(label: label) }
    case .tsv: try lines.read(&scanner, into: &intake) { TSVParser() }
    case .jsonl: try lines.read(&scanner, into: &intake) { JSONLinesParser() }
    case .mpd: try MPDReader.read(&scanner, into: &intake)
    case .csv: try CSVReader.read(&scanner, columns: options.columns, plays: &plays, into: &intake)
    case .m3u: try M3UReader.read(&scanner, label: label, into: &intake)
    }
  }

  private func nothingRead(_ report: ReadingReport) -> DataError {
    let place = paths.map { $0 == "-" ? "stdin" : $0 }.joined(separator: ", ")
    if let first = report.firstRejects.first {
      let records = report.rejected == 1 ? "1 record is" : "\(report.rejected) records are"
      return DataError(
        .badData, at: place, "no playlist could be read, \(records) malformed", remedy: "the first: \(first)")
    }
    return DataError(
      .badData, at: place, "no playlist found, the input is empty", remedy: "check the export that made it")
  }
}
