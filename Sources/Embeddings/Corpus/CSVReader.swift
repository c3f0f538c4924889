import Files

/// Reads ``CorpusFormat/csv``: a table with a header line.
///
/// Lines are entries of playlists, gathered by ``CSVPlays``, or whole playlists with their tracks in one field.
enum CSVReader {
  static func read(
    _ scanner: inout RecordScanner, columns: CSVColumns, plays: inout CSVPlays, into intake: inout RecordIntake
  ) throws {
    guard try scanner.skipWhitespace() != nil else { return }
    let separator = CSVFields.separator(of: firstLine(of: try scanner.peek(1 << 16)))
    var fields = CSVFields(separator: separator)
    var headerFraming = CSVFraming(separator: separator)
    guard let headerFrame = try scanner.next(&headerFraming) else { return }
    let header: CSVHeader
    do throws(RecordFault) {
      if let fault = RecordIntake.fault(of: headerFrame) { throw fault }
      try fields.split(headerFrame.bytes)
      header = try CSVHeader(names: fields.fields.map(\.string), columns: columns)
    } catch {
      // Without a header nothing in the file means anything.
      throw DataError(.badData, at: "\(scanner.path):\(headerFrame.line)", error.fault, remedy: error.remedy)
    }
    plays.startFile(scanner.path)
    var row = CSVRow(header: header)
    while true {
      var framing = CSVFraming(separator: separator)
      guard let frame = try scanner.next(&framing) else { return }
      if frame.bytes.trimmed.isEmpty { continue }
      do throws(RecordFault) {
        if let fault = RecordIntake.fault(of: frame) { throw fault }
        try fields.split(frame.bytes)
        try row.parse(&fields)
      } catch {
        try intake.reject(error, frame, of: scanner)
        continue
      }
      if header.isOneLinePerEntry {
        plays.append(row.record, position: row.position, line: frame.line)
        try intake.describe(row.record, of: scanner)
      } else {
        try intake.accept(&row.record, from: frame, of: scanner)
      }
    }
  }

  /// The bytes before the first line feed.
  static func firstLine(of bytes: Bytes) -> Bytes { bytes.slice(0, bytes.first(UInt8(ascii: "\n")) ?? bytes.count) }
}
