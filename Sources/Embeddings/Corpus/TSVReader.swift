/// Reads ``CorpusFormat/tsv``: playlist id, name, date and track ids, with TAB between the four fields and one space
/// between track ids.
enum TSVReader {
  static func read(_ scanner: inout RecordScanner, into intake: inout RecordIntake) throws {
    var record = PlaylistRecord()
    while let frame = try scanner.nextLine() {
      record.clear()
      if frame.bytes.isEmpty { continue }
      if !frame.isTooLong, let fault = split(frame.bytes, into: &record) {
        // Broken encoding explains a broken record better than what it led to.
        try intake.reject(RecordIntake.fault(of: frame) ?? fault, frame, of: scanner)
      } else {
        try intake.accept(&record, from: frame, of: scanner)
      }
    }
  }

  /// Finds the parts of a line, or says what is wrong with it.
  private static func split(_ line: Bytes, into record: inout PlaylistRecord) -> RecordFault? {
    let tab = UInt8(ascii: "\t")
    guard let first = line.first(tab), let second = line.first(tab, from: first + 1),
      let third = line.first(tab, from: second + 1), line.first(tab, from: third + 1) == nil
    else {
      let found = 1 + line.reduce(0) { $0 + ($1 == tab ? 1 : 0) }
      return RecordFault("expected 4 fields, found \(found)", remedy: "separate id, name, date and track ids with TAB")
    }
    record.id = line.slice(0, first)
    record.name = line.slice(first + 1, second)
    record.date = line.slice(second + 1, third)
    return splitTracks(line.slice(third + 1, line.count), into: &record.tracks)
  }

  /// Cuts a list of ids at its single spaces.
  private static func splitTracks(_ list: Bytes, into tracks: inout [Bytes]) -> RecordFault? {
    if list.isEmpty { return nil }
    var start = 0
    for (offset, byte) in list.enumerated() where byte.isWhitespace {
      guard byte == UInt8(ascii: " ") else {
        return RecordFault("the track ids hold white space other than a space", remedy: "put one space between them")
      }
      guard offset > start else { return emptyTrack }
      tracks.append(list.slice(start, offset))
      start = offset + 1
    }
    guard list.count > start else { return emptyTrack }
    tracks.append(list.slice(start, list.count))
    return nil
  }

  private static var emptyTrack: RecordFault {
    RecordFault("empty track id", remedy: "put exactly one space between track ids and none at the ends")
  }
}
