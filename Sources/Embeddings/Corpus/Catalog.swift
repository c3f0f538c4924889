/// What is known about tracks beyond their ids: titles, artists, albums, lengths, recordings.
///
/// A collection of tracks in the order of insertion. Every kind of text lies in one byte array, and an artist credit or album that many tracks share is stored once: two
/// million tracks fit in a few hundred megabytes. A value that is being changed is used by one thread.
///
/// A catalog can always be written and read again (``write(to:disk:)``). So TABs and line ends inside texts become spaces
/// as they go in, and a bar inside an artist's id or name becomes a slash. An artist without an id gets one made from the
/// name, an album without one from main artist and title: `The_Farens/Second_Tide`.
public struct Catalog: Sendable {
  private var ids = IdentifierTable()
  private var titles = StringTable()
  /// `id TAB name` of each artist credit.
  private var credits = IdentifierTable()
  /// Credits of all tracks one after the other; track `i` has those from `creditOffsets[i]` to `creditOffsets[i + 1]`.
  private var trackCredits: [Int32] = []
  private var creditOffsets: [Int] = [0]
  /// `id TAB title` of each album.
  private var albums = IdentifierTable()
  /// The album of each track, or -1.
  private var trackAlbums: [Int32] = []
  /// The length of each track in seconds, or -1.
  private var seconds: [Int32] = []
  private var recordings = IdentifierTable()
  /// The recording of each track, or -1.
  private var trackRecordings: [Int32] = []
  /// Sets of labels, `|` between them: many tracks share one.
  private var labelSets = IdentifierTable()
  /// The labels of each track, or -1.
  private var trackLabels: [Int32] = []
  private var scratch: [UInt8] = []

  /// Creates an empty catalog.
  public init() {}

  /// How many tracks there are.
  public var count: Int { ids.count }

  /// The track with that id, or nil when the catalog lacks it.
  ///
  /// - Complexity: O(size of the track's texts).
  public func track(_ id: String) -> CatalogTrack? { ids.ordinal(of: id).map { self[$0] } }

  /// The track with number `index`, in `0..<count`, in the order of insertion.
  public subscript(index: Int) -> CatalogTrack {
    let album = trackAlbums[index] < 0 ? nil : Self.halves(of: albums.strings, at: Int(trackAlbums[index]))
    return CatalogTrack(
      id: ids[index], title: titles[index],
      artists: trackCredits[creditOffsets[index]..<creditOffsets[index + 1]].map {
        let (id, name) = Self.halves(of: credits.strings, at: Int($0))
        return Artist(id: id, name: name)
      },
      albumID: album.flatMap { $0.id.isEmpty ? nil : $0.id },
      albumTitle: album.flatMap { $0.name.isEmpty ? nil : $0.name },
      durationSeconds: seconds[index] < 0 ? nil : Int(seconds[index]),
      recordingID: trackRecordings[index] < 0 ? nil : recordings[Int(trackRecordings[index])],
      labels: trackLabels[index] < 0
        ? [] : labelSets[Int(trackLabels[index])].unicodeScalars.split(separator: "|").map { String($0) })
  }

  /// Adds a track unless its id is there already, and says whether it was added.
  ///
  /// - Precondition: The id is not empty and holds no white space.
  /// - Complexity: O(size of the track's texts), amortised.
  @discardableResult
  public mutating func insert(_ track: CatalogTrack) -> Bool {
    precondition(!track.id.isEmpty && !track.id.utf8.contains { $0.isWhitespace }, "a track id is one word")
    guard ids.insert(track.id).isNew else { return false }
    titles.append(utf8: track.title.utf8.lazy.map(Self.plain))
    for artist in track.artists { appendCredit(id: artist.id.utf8, name: artist.name.utf8) }
    creditOffsets.append(trackCredits.count)
    appendAlbum(
      id: (track.albumID ?? "").utf8, title: (track.albumTitle ?? "").utf8,
      artist: (track.artists.first?.name ?? "").utf8)
    seconds.append(track.durationSeconds.map { Int32(clamping: $0) } ?? -1)
    trackRecordings.append(-1)
    if let recording = track.recordingID, !recording.isEmpty { setRecording(recording.utf8, of: count - 1) }
    appendLabels(Array(track.labels.joined(separator: "|").utf8))
    return true
  }

  /// Adds the tracks of another catalog that this one lacks; tracks of both keep what this one says.
  public mutating func merge(_ other: Catalog) {
    for track in other { insert(track) }
  }

  /// Adds a track as a reader sees it unless its id is there already, and says whether it was added.
  @discardableResult
  mutating func insert(_ track: TrackRecord, artists: [ArtistRecord]) -> Bool {
    guard ids.insert(utf8: track.id).isNew else { return false }
    titles.append(utf8: track.title.lazy.map(Self.plain))
    for artist in artists[track.artists] { appendCredit(id: artist.id, name: artist.name) }
    creditOffsets.append(trackCredits.count)
    let mainArtist = track.artists.isEmpty ? Bytes.none : artists[track.artists.lowerBound].name
    appendAlbum(id: track.albumID, title: track.albumTitle, artist: mainArtist)
    seconds.append(track.seconds.map { Int32(clamping: $0) } ?? -1)
    trackRecordings.append(-1)
    if !track.recordingID.isEmpty { setRecording(track.recordingID, of: count - 1) }
    appendLabels(track.labels)
    return true
  }

  /// Says which recording a track is; false when the catalog lacks the track.
  @discardableResult
  mutating func setRecording(_ recording: Bytes, ofTrack id: Bytes) -> Bool {
    guard let track = ids.ordinal(ofUTF8: id) else { return false }
    setRecording(recording, of: track)
    return true
  }

  /// A byte of an id made from a name: white space becomes `_` and `|` becomes `/`.
  static func derived(_ byte: UInt8) -> UInt8 {
    byte.isWhitespace ? UInt8(ascii: "_") : byte == UInt8(ascii: "|") ? UInt8(ascii: "/") : byte
  }

  private mutating func setRecording(_ recording: some Collection<UInt8>, of track: Int) {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: recording.lazy.map(Self.plain))
    trackRecordings[track] = Int32(scratch.withUnsafeBufferPointer { recordings.insert(utf8: $0).ordinal })
  }

  /// Whether any track has labels.
  public var hasLabels: Bool { labelSets.count > 0 }

  private mutating func appendLabels(_ labels: some Collection<UInt8>) {
    guard !labels.isEmpty else { return trackLabels.append(-1) }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: labels.lazy.map(Self.plain))
    trackLabels.append(Int32(scratch.withUnsafeBufferPointer { labelSets.insert(utf8: $0).ordinal }))
  }

  private mutating func appendCredit(id: some Collection<UInt8>, name: some Collection<UInt8>) {
    if id.isEmpty && name.isEmpty { return }
    scratch.removeAll(keepingCapacity: true)
    if id.isEmpty {
      scratch.append(contentsOf: name.lazy.map(Self.derived))
    } else {
      scratch.append(contentsOf: id.lazy.map { Self.withoutBar(Self.plain($0)) })
    }
    scratch.append(UInt8(ascii: "\t"))
    scratch.append(contentsOf: name.lazy.map { Self.withoutBar(Self.plain($0)) })
    trackCredits.append(Int32(scratch.withUnsafeBufferPointer { credits.insert(utf8: $0).ordinal }))
  }

  private mutating func appendAlbum(
    id: some Collection<UInt8>, title: some Collection<UInt8>, artist: some Collection<UInt8>
  ) {
    if id.isEmpty && title.isEmpty { return trackAlbums.append(-1) }
    scratch.removeAll(keepingCapacity: true)
    if id.isEmpty {
      // Titles such as "Live" belong to many artists.
      scratch.append(contentsOf: artist.lazy.map(Self.derived))
      scratch.append(UInt8(ascii: "/"))
      scratch.append(contentsOf: title.lazy.map(Self.derived))
    } else {
      scratch.append(contentsOf: id.lazy.map(Self.plain))
    }
    scratch.append(UInt8(ascii: "\t"))
    scratch.append(contentsOf: title.lazy.map(Self.plain))
    trackAlbums.append(Int32(scratch.withUnsafeBufferPointer { albums.insert(utf8: $0).ordinal }))
  }

  /// The byte, or a space for one that separates fields or lines.
  private static func plain(_ byte: UInt8) -> UInt8 { byte >= 0x09 && byte <= 0x0d ? 0x20 : byte }

  /// The byte, or a slash for the bar that separates artists.
  private static func withoutBar(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: "|") ? UInt8(ascii: "/") : byte }

  private static func halves(of table: StringTable, at index: Int) -> (id: String, name: String) {
    table.withBytes(at: index) { bytes in
      let tab = bytes.first(UInt8(ascii: "\t")) ?? bytes.count
      return (bytes.slice(0, tab).string, bytes.slice(Swift.min(tab + 1, bytes.count), bytes.count).string)
    }
  }
}

extension Catalog: RandomAccessCollection {
  /// The number of the first track: 0.
  public var startIndex: Int { 0 }

  /// The number after that of the last track: ``count``.
  public var endIndex: Int { count }
}

extension Catalog: Equatable {
  /// Two catalogs are equal when they hold the same tracks in the same order.
  public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }
}
