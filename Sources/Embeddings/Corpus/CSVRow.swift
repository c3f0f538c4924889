/// What a line of a table means: an entry of a playlist, or a playlist.
struct CSVRow {
  private let header: CSVHeader
  /// The line as a record; of an entry it holds the one track.
  var record = PlaylistRecord()
  /// The entry's place in its playlist, as a number or a time in seconds; 0 where the table has no such column.
  private(set) var position = 0.0

  init(header: CSVHeader) { self.header = header }

  /// Takes the meaning of a line's fields.
  mutating func parse(_ fields: inout CSVFields) throws(RecordFault) {
    guard fields.fields.count == header.names.count else {
      throw RecordFault(
        "expected \(header.names.count) fields as in the header, found \(fields.fields.count)",
        remedy: "put fields that hold separators in quotation marks")
    }
    record.clear()
    record.id = fields[header[.playlist]]
    record.name = fields[header[.name]]
    record.date = fields[header[.date]]
    if header.isOneLinePerEntry {
      try parseEntry(&fields)
    } else {
      Self.splitList(fields[header[.trackList]], into: &record.tracks)
    }
    if let fault = RecordIntake.fault(of: record) { throw fault }
  }

  private mutating func parseEntry(_ fields: inout CSVFields) throws(RecordFault) {
    var track = TrackRecord(
      id: fields[header[.track]], title: fields[header[.title]], artists: 0..<1, albumID: fields[header[.albumID]],
      albumTitle: fields[header[.album]])
    record.artists.append(ArtistRecord(id: fields[header[.artistID]], name: fields[header[.artist]]))
    if header[.track] == nil {
      guard !track.title.isEmpty else { throw RecordFault("empty title, and the table has no track ids") }
      track.id = fields.makeID(artist: record.artists[0].name, title: track.title)
    }
    if let fault = RecordIntake.fault(ofTrackID: track.id) { throw fault }
    if let column = header[.position] {
      guard let position = Self.position(fields[column]) else {
        throw RecordFault(
          "position \(fields[column].quoted) is neither a number nor an ISO 8601 time",
          remedy: "use another position column, or none")
      }
      self.position = position
    }
    record.tracks.append(track.id)
    if !track.title.isEmpty { record.details.append(track) }
  }

  /// Cuts a list of ids at white space, commas, semicolons and bars; brackets around it and quotation marks around ids,
  /// as Python and JSON write them, go.
  static func splitList(_ list: Bytes, into tracks: inout [Bytes]) {
    var list = list
    if list.first == UInt8(ascii: "["), list.last == UInt8(ascii: "]"), list.count > 1 {
      list = list.slice(1, list.count - 1)
    }
    var start = 0
    for end in 0...list.count {
      if end < list.count, !isListSeparator(list[end]) { continue }
      var id = list.slice(start, end)
      if id.count >= 2, let mark = id.first, mark == id.last, mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'") {
        id = id.slice(1, id.count - 1)
      }
      if !id.isEmpty { tracks.append(id) }
      start = end + 1
    }
  }

  private static func isListSeparator(_ byte: UInt8) -> Bool {
    byte.isWhitespace || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "|")
  }

  /// A number, or an ISO 8601 date or time as seconds since 1970, or nil for anything else.
  static func position(_ text: Bytes) -> Double? {
    if let number = text.naturalNumber { return Double(number) }
    if let time = time(text) { return time }
    guard let number = Double(text.string), number.isFinite else { return nil }
    return number
  }

  /// `2024-05-31`, then `T` or a space, then `hh:mm[:ss[.fff]]`, then `Z` or `+hh[:mm]` or nothing.
  private static func time(_ text: Bytes) -> Double? {
    guard text.count >= 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      let year = text.slice(0, 4).naturalNumber, let month = text.slice(5, 7).naturalNumber, (1...12).contains(month),
      let day = text.slice(8, 10).naturalNumber, (1...31).contains(day)
    else { return nil }
    var seconds = Double(CivilDate(year: year, month: month, day: day).daysSince1970) * 86_400
    if text.count == 10 { return seconds }
    guard text.count >= 16, text[10] == UInt8(ascii: "T") || text[10] == 0x20, text[13] == UInt8(ascii: ":"),
      let hour = text.slice(11, 13).naturalNumber, let minute = text.slice(14, 16).naturalNumber
    else { return nil }
    seconds += Double(hour * 3600 + minute * 60)
    var end = 16
    if end < text.count, text[end] == UInt8(ascii: ":") {
      end += 1
      while end < text.count, text[end] == UInt8(ascii: ".") || text.slice(end, end + 1).naturalNumber != nil {
        end += 1
      }
      guard let fraction = Double(text.slice(17, end).string) else { return nil }
      seconds += fraction
    }
    let zone = text.slice(end, text.count).trimmed
    if zone.isEmpty || zone.equals("Z") || zone.equals("UTC") { return seconds }
    guard zone.count >= 3, zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"),
      let zoneHours = zone.slice(1, 3).naturalNumber
    else { return nil }
    let zoneMinutes = zone.count >= 5 ? zone.slice(zone.count - 2, zone.count).naturalNumber ?? 0 : 0
    let offset = Double(zoneHours * 3600 + zoneMinutes * 60)
    return zone[0] == UInt8(ascii: "+") ? seconds - offset : seconds + offset
  }
}
