import Files

/// Reads ``CorpusFormat/m3u``: a file is a playlist, a line that is not a comment a track.
///
/// A track's id is its path or address, with white space written as `%20` and the like so that ids hold none. `#EXTINF`
/// gives length, artist and title, `#EXTALB` and `#EXTART` the album and its artist, `#PLAYLIST` the playlist's name.
enum M3UReader {
  static func read(_ scanner: inout RecordScanner, label: String, into intake: inout RecordIntake) throws {
    if try scanner.peek(1).isEmpty { return }
    var name = Array(baseName(of: label).utf8)
    var tracks: [CatalogTrack] = []
    var next = CatalogTrack(id: "", title: "")
    while let frame = try scanner.nextLine() {
      let line = frame.bytes.trimmed
      if line.isEmpty { continue }
      if let fault = RecordIntake.fault(of: frame) {
        try intake.reject(fault, frame, of: scanner)
        next = CatalogTrack(id: "", title: "")
      } else if line[0] != UInt8(ascii: "#") {
        next.id = encodedID(line)
        if let fault = next.id.utf8.withContiguousBytes(RecordIntake.fault(ofLengthOf:)) {
          try intake.reject(fault, frame, of: scanner)
        } else {
          tracks.append(next)
        }
        next = CatalogTrack(id: "", title: "")
      } else if let value = line.value(of: "#PLAYLIST:") {
        name = Array(value)
      } else if let value = line.value(of: "#EXTINF:") {
        describe(value.string, &next)
      } else if let value = line.value(of: "#EXTALB:") {
        next.albumTitle = value.string
      } else if let value = line.value(of: "#EXTART:"), next.artists.isEmpty {
        next.artists = [Artist(id: "", name: value.string)]
      }
    }
    if try hand(tracks, id: label, name: name, path: scanner.path, to: &intake) { intake.describe(tracks) }
  }

  /// Hands the playlist on, or rejects it and says false; its bytes must stand still meanwhile.
  private static func hand(
    _ tracks: [CatalogTrack], id: String, name: [UInt8], path: String, to intake: inout RecordIntake
  ) throws -> Bool {
    let ids = StringTable(tracks.map(\.id))
    let idBytes = Array(id.utf8)
    return try idBytes.withUnsafeBufferPointer { id in
      try name.withUnsafeBufferPointer { name in
        try ids.utf8.withUnsafeBufferPointer { bytes in
          var record = PlaylistRecord(id: id, name: name)
          record.tracks = (0..<ids.count).map { bytes.slice(ids.offsets[$0], ids.offsets[$0 + 1]) }
          if let fault = RecordIntake.fault(of: record) {
            try intake.reject(fault, path: path, line: 1, raw: .none)
            return false
          }
          return try intake.admit(&record, path: path, line: 1, raw: .none)
        }
      }
    }
  }

  /// Reads `215,Artist - Title`, where the length may be -1 and followed by attributes.
  private static func describe(_ text: String, _ track: inout CatalogTrack) {
    let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    let length = parts[0].prefix { !$0.isWhitespace }
    if let seconds = Double(length), seconds > 0, seconds < 1e9 { track.durationSeconds = Int(seconds.rounded()) }
    guard parts.count == 2 else { return }
    let title = String(decoding: parts[1].utf8, as: UTF8.self)
    if let dash = title.firstRange(of: " - ") {
      track.artists = [Artist(id: "", name: String(title[..<dash.lowerBound]))]
      track.title = String(title[dash.upperBound...])
    } else {
      track.title = title
    }
  }

  private static func encodedID(_ line: Bytes) -> String {
    guard line.holdsWhitespace else { return line.string }
    let digits = Array("0123456789ABCDEF".utf8)
    return String(
      decoding: line.flatMap { byte in
        byte.isWhitespace ? [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]] : [byte]
      }, as: UTF8.self)
  }

  /// A file's name without folders, compression and kind: `a/Late Night.m3u8.gz` gives `Late Night`.
  private static func baseName(of label: String) -> String {
    var name = Paths.name(of: label)
    for suffix in [".gz", ".zst", ".m3u8", ".m3u"] where name.hasSuffix(suffix) { name.removeLast(suffix.utf8.count) }
    return name
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// What follows a directive's name, without white space around it, or nil when this is another line.
  fileprivate func value(of directive: StaticString) -> Bytes? {
    let length = directive.utf8CodeUnitCount
    guard count >= length, slice(0, length).equals(directive) else { return nil }
    return slice(length, count).trimmed
  }
}
