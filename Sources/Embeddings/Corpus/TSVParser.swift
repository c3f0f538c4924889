/// Reads ``CorpusFormat/tsv``: playlist id, name, date and track ids, with TAB between the four fields and one space
/// between track ids.
struct TSVParser: LineParser, ~Copyable {
  func isBlank(_ line: Bytes) -> Bool { line.isEmpty }

  mutating func parse(_ line: Bytes, number: Int, into record: inout PlaylistRecord) throws(RecordFault) {
    record.clear()
    let tab = UInt8(ascii: "\t")
    guard let first = line.first(tab), let second = line.first(tab, from: first + 1),
      let third = line.first(tab, from: second + 1), line.first(tab, from: third + 1) == nil
    else {
      let found = 1 + line.reduce(0) { $0 + ($1 == tab ? 1 : 0) }
      throw RecordFault("expected 4 fields, found \(found)", remedy: "separate id, name, date and track ids with TAB")
    }
    record.id = line.slice(0, first)
    record.name = line.slice(first + 1, second)
    record.date = line.slice(second + 1, third)
    try Self.splitTracks(line.slice(third + 1, line.count), into: &record.tracks)
  }

  /// Cuts a list of ids at its single spaces.
  private static func splitTracks(_ list: Bytes, into tracks: inout [Bytes]) throws(RecordFault) {
    if list.isEmpty { return }
    var start = 0
    for (offset, byte) in list.enumerated() where byte.isWhitespace {
      guard byte == UInt8(ascii: " ") else {
        throw RecordFault("the track ids hold white space other than a space", remedy: "put one space between them")
      }
      guard offset > start else { throw emptyTrack }
      tracks.append(list.slice(start, offset))
      start = offset + 1
    }
    guard list.count > start else { throw emptyTrack }
    tracks.append(list.slice(start, list.count))
  }

  private static var emptyTrack: RecordFault {
    RecordFault("empty track id", remedy: "put exactly one space between track ids and none at the ends")
  }
}
