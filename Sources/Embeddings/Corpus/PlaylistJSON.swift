/// Reads a playlist from a JSON object: the words of the Million Playlist Dataset and those people write themselves.
///
/// One parser serves ``CorpusFormat/mpd`` and ``CorpusFormat/jsonl``. It owns the buffer that unescaped strings lie in,
/// so a record is valid until the next one.
struct PlaylistJSON: ~Copyable {
  private var scratch: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 16
  /// The place of each track of the record, as its `pos` says or as it comes.
  private var positions: [Double] = []

  init() { scratch = .allocate(capacity: capacity) }

  deinit { scratch.deallocate() }

  /// Fills `record` from an object, with nothing after it.
  mutating func parse(_ text: Bytes, into record: inout PlaylistRecord) throws(RecordFault) {
    if capacity < JSONCursor.scratchSize(for: text) {
      scratch.deallocate()
      capacity = JSONCursor.scratchSize(for: text) * 2
      scratch = .allocate(capacity: capacity)
    }
    // Borrowed for the closures below, which may not touch `self`.
    var positions: [Double] = []
    swap(&positions, &self.positions)
    defer { swap(&positions, &self.positions) }
    positions.removeAll(keepingCapacity: true)
    record.clear()
    var cursor = JSONCursor(text, scratch: scratch)
    try cursor.object { (cursor, key) throws(RecordFault) in
      if key.equals("id") || key.equals("pid") || key.equals("playlist_id") || key.equals("playlist") {
        record.id = try cursor.scalar()
      } else if key.equals("name") || key.equals("title") {
        record.name = try cursor.scalar()
      } else if key.equals("date") {
        record.date = try cursor.scalar()
      } else if key.equals("modified_at") {
        if let seconds = try cursor.amount() {
          record.date = cursor.store(CivilDate(secondsSince1970: seconds).text.utf8)
        }
      } else if key.equals("tracks") || key.equals("track_ids") {
        try cursor.array { (cursor) throws(RecordFault) in try Self.track(&cursor, &record, &positions) }
      } else {
        try cursor.skip()
      }
    }
    try cursor.end()
    for track in record.tracks { if let fault = RecordIntake.fault(ofTrackID: track) { throw fault } }
    Self.sort(&record.tracks, by: positions)
  }

  private static func sort(_ tracks: inout [Bytes], by positions: [Double]) {
    if zip(positions, positions.dropFirst()).allSatisfy({ $0 <= $1 }) { return }
    let order = positions.indices.sorted { (positions[$0], $0) < (positions[$1], $1) }
    tracks = order.map { [tracks] in tracks[$0] }
  }

  /// Reads a track: its id, or an object that describes it.
  private static func track(
    _ cursor: inout JSONCursor, _ record: inout PlaylistRecord, _ positions: inout [Double]
  ) throws(RecordFault) {
    var position = Double(positions.count)
    guard cursor.peek() == UInt8(ascii: "{") else {
      record.tracks.append(try cursor.scalar())
      return positions.append(position)
    }
    var track = TrackRecord()
    let firstArtist = record.artists.count
    var artist = ArtistRecord()
    try cursor.object { (cursor, key) throws(RecordFault) in
      if key.equals("id") || key.equals("track_uri") || key.equals("track_id") || key.equals("uri") {
        track.id = try cursor.scalar()
      } else if key.equals("pos") || key.equals("position") {
        position = try cursor.amount() ?? position
      } else if key.equals("track_name") || key.equals("title") || key.equals("name") {
        track.title = try cursor.scalar()
      } else if key.equals("artists") {
        try cursor.array { (cursor) throws(RecordFault) in record.artists.append(try Self.artist(&cursor)) }
      } else if key.equals("artist") {
        artist = try Self.artist(&cursor)
      } else if key.equals("artist_uri") || key.equals("artist_id") {
        artist.id = try cursor.scalar()
      } else if key.equals("artist_name") {
        artist.name = try cursor.scalar()
      } else if key.equals("album") {
        let album = try Self.artist(&cursor)
        (track.albumID, track.albumTitle) = (album.id, album.name)
      } else if key.equals("album_uri") || key.equals("album_id") {
        track.albumID = try cursor.scalar()
      } else if key.equals("album_name") || key.equals("album_title") {
        track.albumTitle = try cursor.scalar()
      } else if key.equals("duration_ms") {
        track.seconds = try cursor.amount().map { Int(min($0, 1e12) / 1000 + 0.5) }
      } else if key.equals("duration") || key.equals("seconds") {
        track.seconds = try cursor.amount().map { Int(min($0, 1e9) + 0.5) }
      } else if key.equals("recording") || key.equals("recording_id") || key.equals("isrc") {
        track.recordingID = try cursor.scalar()
      } else {
        try cursor.skip()
      }
    }
    if record.artists.count == firstArtist, !(artist.id.isEmpty && artist.name.isEmpty) {
      record.artists.append(artist)
    }
    track.artists = firstArtist..<record.artists.count
    record.tracks.append(track.id)
    record.details.append(track)
    positions.append(position)
  }

  /// Reads an artist or album: its name, or an object with id and name.
  private static func artist(_ cursor: inout JSONCursor) throws(RecordFault) -> ArtistRecord {
    guard cursor.peek() == UInt8(ascii: "{") else { return ArtistRecord(name: try cursor.scalar()) }
    var artist = ArtistRecord()
    try cursor.object { (cursor, key) throws(RecordFault) in
      if key.equals("id") || key.equals("uri") {
        artist.id = try cursor.scalar()
      } else if key.equals("name") || key.equals("title") {
        artist.name = try cursor.scalar()
      } else {
        try cursor.skip()
      }
    }
    return artist
  }
}
