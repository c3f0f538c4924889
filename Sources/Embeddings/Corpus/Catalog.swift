/// What is known about tracks beyond their ids: titles, artists, albums, lengths, recordings.
///
/// Every kind of text lies in one byte array, and an artist credit or album that many tracks share is stored once: two
/// million tracks fit in a few hundred megabytes. A value that is being changed is used by one thread.
///
/// So that a catalog can be written as ``write(to:disk:)`` writes it, TABs and line ends inside texts become spaces, and
/// ` | ` inside a name becomes ` / ` as it goes in.
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
      recordingID: trackRecordings[index] < 0 ? nil : recordings[Int(trackRecordings[index])])
  }

  /// Hands every track to `body`, in the order of insertion.
  public func forEach(_ body: (CatalogTrack) throws -> Void) rethrows {
    for index in 0..<count { try body(self[index]) }
  }

  /// Adds a track unless its id is there already, and says whether it was added.
  ///
  /// - Complexity: O(size of the track's texts), amortised.
  @discardableResult
  public mutating func insert(_ track: CatalogTrack) -> Bool {
    guard ids.insert(track.id).isNew else { return false }
    titles.append(utf8: track.title.utf8.map(Self.plain))
    for artist in track.artists { appendCredit(id: Array(artist.id.utf8), name: Array(artist.name.utf8)) }
    creditOffsets.append(trackCredits.count)
    appendAlbum(id: Array((track.albumID ?? "").utf8), title: Array((track.albumTitle ?? "").utf8))
    seconds.append(track.durationSeconds.map { Int32(clamping: $0) } ?? -1)
    trackRecordings.append(-1)
    if let recording = track.recordingID, !recording.isEmpty { setRecording(Array(recording.utf8), of: count - 1) }
    return true
  }

  /// Adds the tracks of another catalog that this one lacks; tracks of both keep what this one says.
  public mutating func merge(_ other: Catalog) {
    for index in 0..<other.count { insert(other[index]) }
  }

  /// Adds a track as a reader sees it unless its id is there already, and says whether it was added.
  ///
  /// An artist or album without an id gets one made from its name, ``derivedID(from:)``.
  @discardableResult
  mutating func insert(_ track: TrackRecord, artists: [ArtistRecord]) -> Bool {
    guard ids.insert(utf8: track.id).isNew else { return false }
    titles.append(utf8: track.title.lazy.map(Self.plain))
    for artist in artists[track.artists] where !(artist.id.isEmpty && artist.name.isEmpty) {
      if artist.id.isEmpty {
        appendCredit(id: Self.derivedID(from: artist.name), name: artist.name)
      } else {
        appendCredit(id: artist.id, name: artist.name)
      }
    }
    creditOffsets.append(trackCredits.count)
    if track.albumID.isEmpty, !track.albumTitle.isEmpty {
      let artist = track.artists.isEmpty ? Bytes.none : artists[track.artists.lowerBound].name
      appendAlbum(id: Self.derivedID(from: artist, track.albumTitle), title: track.albumTitle)
    } else {
      appendAlbum(id: track.albumID, title: track.albumTitle)
    }
    seconds.append(track.seconds.map { Int32(clamping: $0) } ?? -1)
    trackRecordings.append(-1)
    if !track.recordingID.isEmpty { setRecording(track.recordingID, of: count - 1) }
    return true
  }

  /// Says which recording a track is; false when the catalog lacks the track.
  @discardableResult
  mutating func setRecording(_ recording: Bytes, ofTrack id: Bytes) -> Bool {
    guard let track = ids.ordinal(ofUTF8: id) else { return false }
    setRecording(recording, of: track)
    return true
  }

  /// Whether a track is there.
  func contains(_ id: Bytes) -> Bool { ids.ordinal(ofUTF8: id) != nil }

  /// An id made from names with `/` between them, in which white space becomes `_` and `|` becomes `/`.
  static func derivedID(from names: Bytes...) -> [UInt8] {
    names.joined(separator: [UInt8(ascii: "/")]).map {
      $0.isWhitespace ? UInt8(ascii: "_") : $0 == UInt8(ascii: "|") ? UInt8(ascii: "/") : $0
    }
  }

  private mutating func setRecording(_ recording: some Collection<UInt8>, of track: Int) {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: recording.lazy.map(Self.plain))
    trackRecordings[track] = Int32(scratch.withUnsafeBufferPointer { recordings.insert(utf8: $0).ordinal })
  }

  private mutating func appendCredit(id: some Collection<UInt8>, name: some Collection<UInt8>) {
    scratch.removeAll(keepingCapacity: true)
    for byte in id { scratch.append(byte == UInt8(ascii: "|") ? UInt8(ascii: "/") : Self.plain(byte)) }
    scratch.append(UInt8(ascii: "\t"))
    let nameStart = scratch.count
    scratch.append(contentsOf: name.lazy.map(Self.plain))
    for index in nameStart..<max(nameStart, scratch.count - 2)
    where scratch[index] == 0x20 && scratch[index + 1] == UInt8(ascii: "|") && scratch[index + 2] == 0x20 {
      scratch[index + 1] = UInt8(ascii: "/")
    }
    trackCredits.append(Int32(scratch.withUnsafeBufferPointer { credits.insert(utf8: $0).ordinal }))
  }

  private mutating func appendAlbum(id: some Collection<UInt8>, title: some Collection<UInt8>) {
    if id.isEmpty && title.isEmpty { return trackAlbums.append(-1) }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: id.lazy.map(Self.plain))
    scratch.append(UInt8(ascii: "\t"))
    scratch.append(contentsOf: title.lazy.map(Self.plain))
    trackAlbums.append(Int32(scratch.withUnsafeBufferPointer { albums.insert(utf8: $0).ordinal }))
  }

  /// The byte, or a space for one that separates fields or lines.
  private static func plain(_ byte: UInt8) -> UInt8 { byte >= 0x09 && byte <= 0x0d ? 0x20 : byte }

  private static func halves(of table: StringTable, at index: Int) -> (id: String, name: String) {
    table.withBytes(at: index) { bytes in
      let tab = bytes.first(UInt8(ascii: "\t")) ?? bytes.count
      return (bytes.slice(0, tab).string, bytes.slice(min(tab + 1, bytes.count), bytes.count).string)
    }
  }
}

extension Catalog: Equatable {
  /// Two catalogs are equal when they hold the same tracks in the same order.
  public static func == (left: Self, right: Self) -> Bool {
    left.count == right.count && (0..<left.count).allSatisfy { left[$0] == right[$0] }
  }
}
