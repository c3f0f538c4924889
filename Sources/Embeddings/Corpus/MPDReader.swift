/// Reads ``CorpusFormat/mpd``: `{"info": {…}, "playlists": [{…}, …]}`, or a bare array of such playlists.
///
/// The file is never held: one playlist object at a time is cut out of the stream and walked through.
enum MPDReader {
  static func read(_ scanner: inout RecordScanner, into intake: inout RecordIntake) throws {
    guard let first = try scanner.skipWhitespace() else { return }
    let isWhole =
      if first == UInt8(ascii: "[") {
        try readPlaylists(&scanner, into: &intake)
      } else {
        try readSlice(&scanner, into: &intake)
      }
    if isWhole, try scanner.skipWhitespace() != nil {
      try rejectRest("expected the end of the file", &scanner, &intake)
    }
  }

  /// Reads the members of the outer object; false when its structure broke and the rest was rejected.
  private static func readSlice(_ scanner: inout RecordScanner, into intake: inout RecordIntake) throws -> Bool {
    guard try take("{", &scanner) else { return try rejectRest("expected {", &scanner, &intake) }
    if try take("}", &scanner) { return true }
    while true {
      guard try scanner.skipWhitespace() == UInt8(ascii: "\"") else {
        return try rejectRest("expected a key", &scanner, &intake)
      }
      var keyFraming = JSONFraming()
      let isPlaylists = try scanner.next(&keyFraming)?.bytes.equals("\"playlists\"") == true
      guard try take(":", &scanner) else { return try rejectRest("expected a colon", &scanner, &intake) }
      if isPlaylists, try scanner.skipWhitespace() == UInt8(ascii: "[") {
        guard try readPlaylists(&scanner, into: &intake) else { return false }
      } else {
        _ = try scanner.skipWhitespace()
        var framing = JSONFraming()
        guard let value = try scanner.next(&framing), !value.isCut else {
          return try rejectRest("the file ends in the middle of a value", &scanner, &intake)
        }
      }
      if try take(",", &scanner) { continue }
      if try take("}", &scanner) { return true }
      return try rejectRest("expected a comma or }", &scanner, &intake)
    }
  }

  /// Reads an array of playlists; false when its structure broke and the rest was rejected.
  private static func readPlaylists(_ scanner: inout RecordScanner, into intake: inout RecordIntake) throws -> Bool {
    var record = PlaylistRecord()
    var parser = PlaylistJSON()
    guard try take("[", &scanner) else { return try rejectRest("expected [", &scanner, &intake) }
    if try take("]", &scanner) { return true }
    while true {
      guard try scanner.skipWhitespace() == UInt8(ascii: "{") else {
        return try rejectRest("expected a playlist", &scanner, &intake)
      }
      var framing = JSONFraming()
      guard let frame = try scanner.next(&framing) else { return true }
      if frame.isCut {
        try intake.reject(RecordFault("the file ends in the middle of a playlist", remedy: remedy), frame, of: scanner)
        return false
      }
      try accept(frame, &parser, &record, &scanner, &intake)
      if try take(",", &scanner) { continue }
      if try take("]", &scanner) { return true }
      return try rejectRest("expected a comma or ]", &scanner, &intake)
    }
  }

  /// Parses one playlist and hands it on.
  static func accept(
    _ frame: RecordScanner.Frame, _ parser: inout PlaylistJSON, _ record: inout PlaylistRecord,
    _ scanner: inout RecordScanner, _ intake: inout RecordIntake
  ) throws {
    do throws(RecordFault) {
      if let fault = RecordIntake.fault(of: frame) { throw fault }
      try parser.parse(frame.bytes, into: &record)
    } catch {
      return try intake.reject(error, frame, of: scanner)
    }
    try intake.accept(&record, from: frame, of: scanner)
  }

  private static let remedy = "fetch the file again"

  /// Passes over white space and one character if it is the next.
  private static func take(_ character: Unicode.Scalar, _ scanner: inout RecordScanner) throws -> Bool {
    guard try scanner.skipWhitespace() == UInt8(ascii: character) else { return false }
    scanner.skip(1)
    return true
  }

  /// Gives up on the file: what follows cannot be told apart. Always false.
  @discardableResult private static func rejectRest(
    _ expected: String, _ scanner: inout RecordScanner, _ intake: inout RecordIntake
  ) throws -> Bool {
    let isAtEnd = try scanner.skipWhitespace() == nil
    let fault = RecordFault(
      isAtEnd
        ? "the file ends before its closing brackets" : "broken JSON: \(expected); the rest of the file is left out",
      remedy: remedy)
    try intake.reject(fault, path: scanner.path, line: scanner.line, raw: .none)
    return false
  }
}
