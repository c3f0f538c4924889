/// Reads ``CorpusFormat/jsonl``: one object a line, with an id and the tracks as ids or as objects that have one.
enum JSONLinesReader {
  static func read(_ scanner: inout RecordScanner, into intake: inout RecordIntake) throws {
    var record = PlaylistRecord()
    var parser = PlaylistJSON()
    while let frame = try scanner.nextLine() {
      if frame.bytes.trimmed.isEmpty { continue }
      try MPDReader.accept(frame, &parser, &record, &scanner, &intake)
    }
  }
}
