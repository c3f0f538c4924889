/// The columns of a table, found in its header line.
struct CSVHeader: Equatable {
  /// What a column can mean.
  enum Role: Int, CaseIterable {
    case playlist, track, trackList, position, name, date, title, artist, artistID, album, albumID
  }

  /// The header's fields.
  let names: [String]
  /// The index of each role's column, by the role's number; -1 for one that is not there.
  private let indices: [Int]

  /// The index of a role's column, or nil when the table has none.
  subscript(role: Role) -> Int? { indices[role.rawValue] < 0 ? nil : indices[role.rawValue] }

  /// Whether each line is one entry of a playlist; otherwise it is a whole playlist.
  var isOneLinePerEntry: Bool { self[.trackList] == nil }

  /// Finds the columns.
  ///
  /// - Throws: `RecordFault` that lists the header when a required column is not there.
  init(names: [String], columns wanted: CSVColumns) throws(RecordFault) {
    let names = names.map { String($0.utf8.withContiguousBytes { $0.trimmed.string }) }
    self.names = names
    var columns: [Role: Int] = [:]
    for role in Role.allCases {
      guard let name = wanted[role] else { continue }
      if name.isEmpty { continue }
      guard let index = Self.index(of: name, in: names) else {
        throw Self.fault("no column \(name.quoted)", names)
      }
      columns[role] = index
    }
    let taken = Set(columns.values)
    // A list of tracks decides between the two kinds of table, so it is looked for before the rest.
    for role in [Role.trackList] + Role.allCases where wanted[role] == nil && columns[role] == nil {
      if role == .trackList, columns[.track] != nil { continue }
      if columns[.trackList] != nil, role == .track || role == .position { continue }
      columns[role] = Self.usualNames(of: role, isList: columns[.trackList] != nil).lazy
        .compactMap { usual in names.firstIndex { $0.lowercased() == usual } }
        .first { !taken.contains($0) }
    }
    guard columns[.playlist] != nil else { throw Self.fault("no playlist column", names) }
    guard columns[.track] != nil || columns[.trackList] != nil || columns[.title] != nil else {
      throw Self.fault("no track column", names)
    }
    indices = Role.allCases.map { columns[$0] ?? -1 }
  }

  /// The usual names of a column, the likeliest first.
  private static func usualNames(of role: Role, isList: Bool) -> [String] {
    switch role {
    case .playlist:
      ["playlist_id", "playlist", "playlistid", "pid", "playlist_uri", "session_id", "session", "sessionid"]
        + ["user_id", "user", "userid", "listener_id", "listener"] + (isList ? ["id"] : [])
    case .track:
      ["track_id", "track_uri", "track", "trackid", "song_id", "song", "songid", "item_id", "item", "itemid", "tid"]
    case .trackList: ["tracks", "track_ids", "trackids", "track_list", "songs", "song_ids", "items", "item_ids"]
    case .position: ["position", "pos", "rank", "track_position", "order", "played_at", "timestamp", "time"]
    case .name: ["playlist_name", "playlistname", "playlist_title"] + (isList ? ["name", "title"] : [])
    case .date: ["playlist_date", "date"]
    case .title: isList ? [] : ["track_name", "trackname", "track_title", "title", "song_title", "song_name"]
    case .artist: isList ? [] : ["artist_name", "artistname", "artist"]
    case .artistID: isList ? [] : ["artist_id", "artist_uri", "artistid"]
    case .album: isList ? [] : ["album_name", "albumname", "album_title", "album"]
    case .albumID: isList ? [] : ["album_id", "album_uri", "albumid"]
    }
  }

  /// The index of a column given by name or by a number from 1.
  private static func index(of name: String, in names: [String]) -> Int? {
    if let index = names.firstIndex(of: name) { return index }
    if let index = names.firstIndex(where: { $0.lowercased() == name.lowercased() }) { return index }
    guard let number = Int(name), names.indices.contains(number - 1) else { return nil }
    return number - 1
  }

  private static func fault(_ what: String, _ names: [String]) -> RecordFault {
    let shown = names.prefix(40).map(\.quoted).joined(separator: ", ")
    return RecordFault(
      "\(what) in the header \(shown)", remedy: "say which columns to use, by name or by number from 1")
  }
}

extension CSVColumns {
  /// The column wanted for a role.
  subscript(role: CSVHeader.Role) -> String? {
    switch role {
    case .playlist: playlist
    case .track: track
    case .trackList: trackList
    case .position: position
    case .name: name
    case .date: date
    case .title: title
    case .artist: artist
    case .artistID: artistID
    case .album: album
    case .albumID: albumID
    }
  }
}

extension String.UTF8View {
  /// Hands the bytes to `body`, for which alone they are valid.
  func withContiguousBytes<Answer>(_ body: (Bytes) -> Answer) -> Answer {
    var text = String(self)
    return text.withUTF8(body)
  }
}
