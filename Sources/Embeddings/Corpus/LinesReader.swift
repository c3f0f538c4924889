/// Reads ``CorpusFormat/lines``: track ids with white space between them, one playlist a line.
///
/// A playlist's id is `label:line`. Blank lines are passed over.
enum LinesReader {
  static func read(
    _ scanner: inout RecordScanner, label: String, into intake: inout RecordIntake
  ) throws {
    var record = PlaylistRecord()
    var id: [UInt8] = []
    while let frame = try scanner.nextLine() {
      record.clear()
      let bytes = frame.bytes
      var start = 0
      for (offset, byte) in bytes.enumerated() where byte.isWhitespace {
        if offset > start { record.tracks.append(bytes.slice(start, offset)) }
        start = offset + 1
      }
      if bytes.count > start { record.tracks.append(bytes.slice(start, bytes.count)) }
      if record.tracks.isEmpty { continue }
      id.removeAll(keepingCapacity: true)
      id.append(contentsOf: label.utf8)
      id.append(contentsOf: ":\(frame.line)".utf8)
      try id.withUnsafeBufferPointer {
        record.id = $0
        try intake.accept(&record, from: frame, of: scanner)
      }
    }
  }
}
