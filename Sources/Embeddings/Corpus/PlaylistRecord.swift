/// One playlist as its reader sees it: byte ranges that are valid until the reader goes on.
///
/// A reader keeps one record and fills it again and again, so that reading allocates nothing per playlist.
struct PlaylistRecord {
  var id = Bytes.none
  var name = Bytes.none
  var date = Bytes.none
  /// Track ids in playlist order.
  var tracks: [Bytes] = []
  /// What the record says about its tracks beyond their ids, for formats that say it; in any order.
  var details: [TrackRecord] = []
  /// The artists that ``details`` point into.
  var artists: [ArtistRecord] = []

  /// Makes room for the next playlist.
  mutating func clear() {
    id = .none
    name = .none
    date = .none
    tracks.removeAll(keepingCapacity: true)
    details.removeAll(keepingCapacity: true)
    artists.removeAll(keepingCapacity: true)
  }
}

/// One track of a catalog as its reader sees it; an empty field is one the source lacks.
struct TrackRecord {
  var id = Bytes.none
  var title = Bytes.none
  /// Where its artists stand in the list that goes with the record, main artist first.
  var artists = 0..<0
  var albumID = Bytes.none
  var albumTitle = Bytes.none
  var seconds: Int?
  var recordingID = Bytes.none
  /// `|` between them.
  var labels = Bytes.none
}

/// One artist of a track as its reader sees it; without an id the catalog makes one from the name.
struct ArtistRecord {
  var id = Bytes.none
  var name = Bytes.none
}

/// Why a record is malformed, in words.
struct RecordFault: Error {
  let fault: String
  let remedy: String?

  init(_ fault: String, remedy: String? = nil) {
    self.fault = fault
    self.remedy = remedy
  }
}
