/// Gathers the entries of playlists whose lines need not stand together.
///
/// Sixteen bytes an entry, and every id once: a hundred million plays take about two gigabytes. Playlists come out in
/// the order of their first lines, whatever file those were in.
struct CSVPlays: ~Copyable {
  private struct Entry {
    let playlist: Int32
    let track: Int32
    /// A number or a time in seconds; 0 for all where the table has no such column, and then the order is that of lines.
    let position: Double
  }

  private var playlists = IdentifierTable()
  private var names = StringTable()
  private var dates = StringTable()
  /// Where each playlist began.
  private var places: [(file: Int, line: Int)] = []
  private var files: [String] = []
  private var tracks = IdentifierTable()
  private var entries: [Entry] = []

  /// Takes note of the file that the next entries come from.
  mutating func startFile(_ path: String) { files.append(path) }

  /// Adds an entry, a record of one track; the playlist's name and date are those of its first entry.
  mutating func append(_ record: PlaylistRecord, position: Double, line: Int) {
    let (playlist, isNew) = playlists.insert(utf8: record.id)
    if isNew {
      names.append(utf8: record.name)
      dates.append(utf8: record.date)
      places.append((files.count - 1, line))
    }
    let track = tracks.insert(utf8: record.tracks[0]).ordinal
    entries.append(Entry(playlist: Int32(playlist), track: Int32(track), position: position))
  }

  /// Hands every playlist on.
  consuming func finish(into intake: inout RecordIntake) throws {
    // Counting sort by playlist keeps the order of lines; positions then order each playlist.
    var starts = [Int](repeating: 0, count: playlists.count + 1)
    for entry in entries { starts[Int(entry.playlist) + 1] += 1 }
    for playlist in 0..<playlists.count { starts[playlist + 1] += starts[playlist] }
    var next = starts
    var order = [Int](repeating: 0, count: entries.count)
    for (index, entry) in entries.enumerated() {
      order[next[Int(entry.playlist)]] = index
      next[Int(entry.playlist)] += 1
    }
    var record = PlaylistRecord()
    for playlist in 0..<playlists.count {
      let indices = order[starts[playlist]..<starts[playlist + 1]].sorted {
        (entries[$0].position, $0) < (entries[$1].position, $1)
      }
      try playlists.strings.withBytes(at: playlist) { id in
        try names.withBytes(at: playlist) { name in
          try dates.withBytes(at: playlist) { date in
            try tracks.strings.utf8.withUnsafeBufferPointer { bytes in
              record.clear()
              (record.id, record.name, record.date) = (id, name, date)
              for index in indices {
                let track = Int(entries[index].track)
                record.tracks.append(bytes.slice(tracks.strings.offsets[track], tracks.strings.offsets[track + 1]))
              }
              let place = places[playlist]
              if let fault = RecordIntake.fault(of: record) {
                try intake.reject(fault, path: files[place.file], line: place.line, raw: id)
              } else {
                try intake.admit(&record, path: files[place.file], line: place.line, raw: id)
              }
            }
          }
        }
      }
    }
  }
}
