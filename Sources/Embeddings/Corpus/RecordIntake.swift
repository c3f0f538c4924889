import Files

/// The one door between the readers of all formats and those who use playlists.
///
/// Every record passes here, is checked, and goes on whole or not at all. The intake also keeps what the format says
/// about its tracks: a track's first description counts.
struct RecordIntake: ~Copyable {
  private(set) var report = ReadingReport()
  private(set) var catalog = Catalog()
  /// Whether no other file of the corpus has the label of the file at hand.
  var hasUniqueLabel = false
  /// Whether track descriptions are wanted.
  let keepsCatalog: Bool
  /// Where accepted playlists go: into a corpus, or to `body`, with the ids of all so far.
  private var builder: EncodedCorpusBuilder?
  private let body: ((inout PlaylistRecord) throws -> Void)?
  private var playlistIDs = IdentifierTable()
  private var rejects: RejectLog

  private let progress: ((ReadingProgress) -> Void)?
  private let bytesTotal: Int?
  private var bytesOfFilesBefore = 0
  private var bytesAtLastReport = 0
  private static let progressStep = 4 << 20

  /// Creates an intake that hands playlists to `body`, or puts them into a corpus where there is a builder.
  init(
    options: CorpusOptions, bytesTotal: Int?, progress: ((ReadingProgress) -> Void)?,
    builder: consuming EncodedCorpusBuilder? = nil, body: ((inout PlaylistRecord) throws -> Void)? = nil
  ) throws {
    keepsCatalog = body == nil
    self.bytesTotal = bytesTotal
    self.progress = progress
    self.builder = builder
    self.body = body
    rejects = try RejectLog(isStrict: options.isStrict, path: options.rejectsPath)
  }

  /// Whether playlists go into a corpus, so that blocks can be accepted.
  var buildsCorpus: Bool { body == nil }

  /// Checks a record and hands it on, or rejects it.
  ///
  /// - Parameter frame: The bytes the record was read from.
  mutating func accept(
    _ record: inout PlaylistRecord, from frame: RecordScanner.Frame, of scanner: borrowing RecordScanner
  ) throws {
    if let fault = Self.fault(of: frame) ?? Self.fault(of: record) {
      return try reject(fault, frame, of: scanner)
    }
    try admit(&record, from: frame, of: scanner)
  }

  /// Hands on a record that was checked before, or rejects it when its id is taken.
  mutating func admit(
    _ record: inout PlaylistRecord, from frame: RecordScanner.Frame, of scanner: borrowing RecordScanner
  ) throws {
    try admit(&record, path: scanner.path, line: frame.line, raw: frame.bytes)
    try tell(scanner, every: Self.progressStep)
  }

  /// Puts the records of a parsed block into the corpus, in the order of their lines, or rejects them.
  ///
  /// - Parameter namesLines: Whether playlist ids are the label of the file and a line.
  mutating func accept(_ block: LineBlock, namesLines: Bool, of scanner: borrowing RecordScanner) throws {
    builder?.take(block.newTracks, of: block.worker)
    for record in block.records {
      if let fault = record.fault {
        try reject(fault, path: scanner.path, line: record.line, raw: record.raw)
      } else if try builder?.append(record, of: block, isUnique: namesLines && hasUniqueLabel) == true {
        count(tracks: record.tracks.count)
        for detail in block.details[record.details] { catalog.insert(detail, artists: block.artists) }
      } else {
        try reject(Self.takenID(record.id), path: scanner.path, line: record.line, raw: record.raw)
      }
    }
    try tell(scanner, every: Self.progressStep)
  }

  /// Hands on a record whose parts were checked before, or rejects it and says false when its id is taken.
  @discardableResult
  mutating func admit(_ record: inout PlaylistRecord, path: String, line: Int, raw: Bytes) throws -> Bool {
    guard try builder?.append(record) ?? playlistIDs.insert(utf8: record.id).isNew else {
      try reject(Self.takenID(record.id), path: path, line: line, raw: raw)
      return false
    }
    count(tracks: record.tracks.count)
    if keepsCatalog {
      for detail in record.details { catalog.insert(detail, artists: record.artists) }
    }
    try body?(&record)
    return true
  }

  private mutating func count(tracks: Int) {
    report.playlists += 1
    report.occurrences += tracks
  }

  private static func takenID(_ id: Bytes) -> RecordFault {
    RecordFault("playlist id \(id.quoted) was used before", remedy: "give each playlist its own id")
  }

  /// Keeps what a record says about its tracks, apart from the playlist itself.
  mutating func describe(_ record: borrowing PlaylistRecord, of scanner: borrowing RecordScanner) throws {
    if keepsCatalog { for track in record.details { catalog.insert(track, artists: record.artists) } }
    try tell(scanner, every: Self.progressStep)
  }

  /// Keeps what a format says about tracks, apart from playlists.
  mutating func describe(_ tracks: [CatalogTrack]) {
    guard keepsCatalog else { return }
    for track in tracks where !track.title.isEmpty { catalog.insert(track) }
  }

  /// Counts a malformed record.
  mutating func reject(
    _ fault: RecordFault, _ frame: RecordScanner.Frame, of scanner: borrowing RecordScanner
  ) throws {
    try reject(fault, path: scanner.path, line: frame.line, raw: frame.bytes)
    try tell(scanner, every: Self.progressStep)
  }

  /// Counts a malformed record.
  mutating func reject(_ fault: RecordFault, path: String, line: Int, raw: Bytes) throws {
    try rejects.add(fault, path: path, line: line, record: raw)
  }

  /// Takes note that a file was read to its end.
  mutating func finishFile(_ scanner: borrowing RecordScanner) throws {
    report.files += 1
    try tell(scanner, every: 0)
    bytesOfFilesBefore += scanner.storedOffset
  }

  /// Closes the rejects file and returns what was read.
  consuming func finish() throws -> (report: ReadingReport, catalog: Catalog) {
    var report = report
    report.rejected = rejects.count
    report.firstRejects = rejects.first
    let catalog = catalog
    try rejects.commit()
    return (report, catalog)
  }

  /// Hands the builder back with all playlists in it, once.
  mutating func takeBuilder() -> EncodedCorpusBuilder {
    guard let taken = builder.take() else { preconditionFailure("an intake with a body builds no corpus") }
    return taken
  }

  private mutating func tell(_ scanner: borrowing RecordScanner, every step: Int) throws {
    guard let progress else { return }
    let bytesRead = bytesOfFilesBefore + scanner.storedOffset
    guard bytesRead - bytesAtLastReport >= step else { return }
    bytesAtLastReport = bytesRead
    progress(ReadingProgress(bytesRead: bytesRead, bytesTotal: bytesTotal, playlists: report.playlists))
  }

  /// What is wrong with a record's bytes, whatever its format.
  static func fault(of frame: RecordScanner.Frame) -> RecordFault? {
    if frame.isTooLong {
      return RecordFault("the record is longer than \(RecordScanner.defaultLimit >> 20) MiB")
    }
    if let offset = frame.bytes.first(0) {
      return RecordFault("NUL byte at byte \(offset + 1)", remedy: "remove it; is this a text file?")
    }
    if let offset = frame.bytes.firstInvalidUTF8 {
      return RecordFault("invalid UTF-8 at byte \(offset + 1)", remedy: "convert the file to UTF-8")
    }
    return nil
  }

  /// What is wrong with a record's parts.
  static func fault(of record: borrowing PlaylistRecord) -> RecordFault? {
    if record.id.isEmpty { return RecordFault("empty playlist id") }
    if record.id.contains(where: { $0 < 0x20 }) {
      return RecordFault("the playlist id holds a control character", remedy: "no id may hold TABs or line ends")
    }
    if let fault = fault(ofLengthOf: record.id) { return fault }
    if record.tracks.isEmpty { return RecordFault("no tracks") }
    for id in record.tracks { if let fault = fault(ofLengthOf: id) { return fault } }
    if !isISODate(record.date) {
      return RecordFault(
        "date \(record.date.quoted) is not ISO 8601", remedy: "write dates as 2024-05-31 or leave them empty")
    }
    return nil
  }

  /// What is wrong with a track id.
  static func fault(ofTrackID id: Bytes) -> RecordFault? {
    if id.isEmpty { return RecordFault("empty track id") }
    if let fault = fault(ofLengthOf: id) { return fault }
    if id.contains(where: { $0 <= 0x20 && ($0.isWhitespace || $0 == 0) }) {
      return RecordFault("track id \(id.quoted) holds white space", remedy: "use ids, not names")
    }
    return nil
  }

  /// What is wrong with an id's length: what is longer than any address is noise, or text that lost its separators.
  static func fault(ofLengthOf id: Bytes) -> RecordFault? {
    guard id.count > longestID else { return nil }
    return RecordFault(
      "an id of \(id.count) bytes: \(id.quoted)", remedy: "ids have at most \(longestID); are separators missing?")
  }

  /// The most bytes of an id.
  private static let longestID = 4096

  /// Whether a text is empty or starts as a year, month and day of ISO 8601 do; what follows a `T` or space is free.
  private static func isISODate(_ text: Bytes) -> Bool {
    if text.isEmpty { return true }
    let shape: StaticString = "0000-00-00"
    return shape.withUTF8Buffer { shape in
      for (offset, byte) in text.prefix(shape.count).enumerated() {
        let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        guard shape[offset] == UInt8(ascii: "0") ? isDigit : byte == shape[offset] else { return false }
      }
      if text.count <= shape.count { return [4, 7, 10].contains(text.count) }
      return text[shape.count] == UInt8(ascii: "T") || text[shape.count] == UInt8(ascii: " ")
    }
  }
}
