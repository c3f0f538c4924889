import Files

extension Catalog {
  /// Reads tracks in seven to nine fields with TAB between them: id, title, artist ids (`|` between them), artist names
  /// (` | ` between them), album id, album title, seconds, the recording id if there is an eighth, and labels (`|` between
  /// them) if there is a ninth.
  ///
  /// - Parameter path: A file, or a folder that holds files named `tracks.tsv…`.
  /// - Parameter recordings: A file of two fields, track id and recording id, for catalogs without the eighth field. Its
  ///   lines win over that field; those of tracks that the catalog lacks are passed over.
  /// - Throws: `DataError`: `missingInput`, `badData` when no track could be read or at the first malformed line when
  ///   reading is strict, `cannotRead`.
  /// - Complexity: O(bytes).
  public static func read(
    path: String, recordings: String? = nil, isStrict: Bool = false
  ) throws -> (Catalog, ReadingReport) {
    var catalog = Catalog()
    var report = ReadingReport()
    var rejects = try RejectLog(isStrict: isStrict, path: nil)
    for file in try catalogFiles(path) {
      try catalog.readTracks(file, &rejects)
      report.files += 1
    }
    report.tracks = catalog.count
    guard catalog.count > 0 else {
      throw DataError(
        .badData, at: path, "no track could be read", remedy: rejects.first.first.map { "the first fault: \($0)" })
    }
    if let recordings {
      try catalog.readRecordings(recordings, &rejects)
      report.files += 1
    }
    report.rejected = rejects.count
    report.firstRejects = rejects.first
    try rejects.commit()
    return (catalog, report)
  }

  private static func catalogFiles(_ path: String) throws -> [String] {
    guard path != "-", Paths.isFolder(path) else { return [path] }
    let files = try Paths.names(in: path).filter { $0.hasPrefix("tracks.tsv") }
    guard !files.isEmpty else { throw DataError(.missingInput, at: path, "the folder holds no tracks.tsv") }
    return files.map { Paths.join(path, $0) }
  }

  private mutating func readTracks(_ path: String, _ rejects: inout RejectLog) throws {
    var scanner = try RecordScanner(path: path)
    try scanner.skipByteOrderMark()
    var fields: [Bytes] = []
    var artists: [ArtistRecord] = []
    while let frame = try scanner.nextLine() {
      if frame.bytes.isEmpty { continue }
      do throws(RecordFault) {
        if let fault = RecordIntake.fault(of: frame) { throw fault }
        frame.bytes.split(at: UInt8(ascii: "\t"), into: &fields)
        let track = try Self.track(fields, artists: &artists)
        guard insert(track, artists: artists) else {
          throw RecordFault("track id \(track.id.quoted) was used before", remedy: "keep one line for each track")
        }
      } catch {
        try rejects.add(error, path: path, line: frame.line, record: frame.bytes)
      }
    }
  }

  private mutating func readRecordings(_ path: String, _ rejects: inout RejectLog) throws {
    var scanner = try RecordScanner(path: path)
    try scanner.skipByteOrderMark()
    var fields: [Bytes] = []
    while let frame = try scanner.nextLine() {
      if frame.bytes.isEmpty { continue }
      frame.bytes.split(at: UInt8(ascii: "\t"), into: &fields)
      if let fault = RecordIntake.fault(of: frame) {
        try rejects.add(fault, path: path, line: frame.line, record: frame.bytes)
      } else if fields.count != 2 || fields[0].isEmpty || fields[1].isEmpty {
        let fault = RecordFault("expected a track id and a recording id", remedy: "separate the two with TAB")
        try rejects.add(fault, path: path, line: frame.line, record: frame.bytes)
      } else {
        setRecording(fields[1], ofTrack: fields[0])
      }
    }
  }

  /// The track that the fields of a line describe.
  private static func track(
    _ fields: [Bytes], artists: inout [ArtistRecord]
  ) throws(RecordFault) -> TrackRecord {
    guard (7...9).contains(fields.count) else {
      throw RecordFault(
        "expected 7 to 9 fields, found \(fields.count)",
        remedy:
          "separate id, title, artist ids, artist names, album id, album title, seconds (recording, labels) with TAB")
    }
    if let fault = RecordIntake.fault(ofTrackID: fields[0]) { throw fault }
    try splitArtists(ids: fields[2], names: fields[3], into: &artists)
    var track = TrackRecord(
      id: fields[0], title: fields[1], artists: 0..<artists.count, albumID: fields[4], albumTitle: fields[5])
    if !fields[6].isEmpty {
      guard let seconds = fields[6].naturalNumber, seconds <= Int32.max else {
        throw RecordFault(
          "length \(fields[6].quoted) is not a number of whole seconds", remedy: "write 215, or nothing")
      }
      track.seconds = seconds
    }
    if fields.count >= 8 { track.recordingID = fields[7] }
    if fields.count == 9 { track.labels = fields[8] }
    return track
  }

  /// Pairs artist ids and names; one id takes the whole name field, names alone get ids made from them.
  private static func splitArtists(
    ids: Bytes, names: Bytes, into artists: inout [ArtistRecord]
  ) throws(RecordFault) {
    artists.removeAll(keepingCapacity: true)
    if ids.isEmpty && names.isEmpty { return }
    if !ids.isEmpty {
      var start = 0
      while start <= ids.count {
        let end = ids.first(UInt8(ascii: "|"), from: start) ?? ids.count
        if start == end { throw RecordFault("empty artist id", remedy: "put one | between artist ids") }
        artists.append(ArtistRecord(id: ids.slice(start, end)))
        start = end + 1
      }
    }
    if artists.count == 1 {
      artists[0].name = names
      return
    }
    var found = 0
    var start = 0
    while true {
      let bar = barBetweenSpaces(names, from: start)
      let name = names.slice(start, bar ?? names.count)
      if ids.isEmpty {
        artists.append(ArtistRecord(name: name))
      } else if found < artists.count {
        artists[found].name = name
      }
      found += 1
      guard let bar else { break }
      start = bar + 3
    }
    guard found == artists.count else {
      throw RecordFault("\(artists.count) artist ids but \(found) artist names", remedy: "separate names with \" | \"")
    }
  }

  /// The offset of the next ` | `.
  private static func barBetweenSpaces(_ names: Bytes, from start: Int) -> Int? {
    var from = start
    while let bar = names.first(UInt8(ascii: "|"), from: from) {
      if bar > start, names[bar - 1] == 0x20, bar + 1 < names.count, names[bar + 1] == 0x20 { return bar - 1 }
      from = bar + 1
    }
    return nil
  }
}
