/// Some whole lines of a file, and what they were found to say: what a worker parses in one go.
///
/// First the calling thread fills it with lines, then a worker parses it, then the calling thread takes the
/// answer: one thread at a time has it, and semaphores stand between them.
final class LineBlock: @unchecked Sendable {
  /// A line as a playlist, or as a malformed record.
  struct Record {
    /// The playlist's own bytes, valid as long as the block is not filled anew.
    var id = Bytes.none
    var name = Bytes.none
    var date = Bytes.none
    /// Where its tracks stand, see ``withTracks(of:_:)``.
    var tracks = 0..<0
    /// Where what it says about them stands in ``details``.
    var details = 0..<0
    /// The line it stands on, and the bytes as they were read.
    let line: Int
    let raw: Bytes
    /// What is wrong with it; the rest is then empty.
    var fault: RecordFault?
  }

  /// The worker that parsed the block: numbers of tracks are its own.
  private(set) var worker = 0
  /// The records in the order of their lines.
  private(set) var records: [Record] = []
  /// Tracks of all playlists, as the worker numbers them.
  private var tracks: [Int32] = []
  /// The ids that this block was the first of the worker's to show, in the order of their numbers.
  private(set) var newTracks = StringTable()
  /// What the records say about tracks; their artists stand in ``artists``.
  private(set) var details: [TrackRecord] = []
  private(set) var artists: [ArtistRecord] = []

  private var lines: UnsafeMutablePointer<UInt8>
  private var capacity = 0
  private var byteCount = 0
  private var firstLine = 1
  private var isTooLong = false
  private var arena = ByteArena()

  init() { lines = .allocate(capacity: 0) }

  deinit { lines.deallocate() }

  /// Takes lines from a scanner, replacing what was here.
  ///
  /// - Parameter isTooLong: Whether the bytes are the beginning of one line over the limit.
  func fill(_ bytes: Bytes, firstLine: Int, isTooLong: Bool) {
    if capacity < bytes.count {
      lines.deallocate()
      lines = .allocate(capacity: bytes.count)
      capacity = bytes.count
    }
    if let source = bytes.baseAddress { lines.update(from: source, count: bytes.count) }
    byteCount = bytes.count
    self.firstLine = firstLine
    self.isTooLong = isTooLong
    records.removeAll(keepingCapacity: true)
    tracks.removeAll(keepingCapacity: true)
    newTracks = StringTable()
    details.removeAll(keepingCapacity: true)
    artists.removeAll(keepingCapacity: true)
    arena.removeAll()
  }

  /// Parses all lines.
  ///
  /// - Parameters:
  ///   - record: Room that is used again and again.
  ///   - keepsDetails: Whether what records say about tracks is wanted.
  func parse(
    with parser: inout some LineParser & ~Copyable, numbering numbers: inout TrackNumbers, worker: Int,
    record: inout PlaylistRecord, keepsDetails: Bool
  ) {
    self.worker = worker
    // Borrowed: a property of a class costs a check for each element.
    var tracks: [Int32] = []
    swap(&tracks, &self.tracks)
    defer { swap(&tracks, &self.tracks) }
    let all = Bytes(start: lines, count: byteCount)
    var start = 0
    var line = firstLine
    while start < byteCount {
      let end = all.first(UInt8(ascii: "\n"), from: start) ?? byteCount
      let stop = end > start && all[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
      let frame = RecordScanner.Frame(
        bytes: all.slice(start, stop), line: line, isTooLong: isTooLong, isCut: false)
      do throws(RecordFault) {
        if try parser.read(frame, into: &record) {
          let firstTrack = tracks.count
          numbers.number(record.tracks, into: &tracks) { newTracks.append(utf8: $0) }
          append(record, tracks: firstTrack..<tracks.count, frame, keepsDetails: keepsDetails)
        }
      } catch {
        records.append(Record(line: line, raw: frame.bytes, fault: error))
      }
      start = end + 1
      line += 1
    }
  }

  /// Hands the tracks of a record, as the worker numbers them, to `body`.
  func withTracks<Answer>(of record: Record, _ body: (UnsafeBufferPointer<Int32>) throws -> Answer) rethrows -> Answer {
    try tracks.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[record.tracks])) }
  }

  private func append(
    _ record: borrowing PlaylistRecord, tracks: Range<Int>, _ frame: RecordScanner.Frame, keepsDetails: Bool
  ) {
    let firstDetail = details.count
    if keepsDetails, !record.details.isEmpty {
      let firstArtist = artists.count
      for artist in record.artists {
        artists.append(ArtistRecord(id: arena.copy(artist.id), name: arena.copy(artist.name)))
      }
      for detail in record.details {
        details.append(
          TrackRecord(
            id: arena.copy(detail.id), title: arena.copy(detail.title),
            artists: detail.artists.lowerBound + firstArtist..<detail.artists.upperBound + firstArtist,
            albumID: arena.copy(detail.albumID), albumTitle: arena.copy(detail.albumTitle), seconds: detail.seconds,
            recordingID: arena.copy(detail.recordingID)))
      }
    }
    records.append(
      Record(
        id: arena.copy(record.id), name: arena.copy(record.name), date: arena.copy(record.date), tracks: tracks,
        details: firstDetail..<details.count, line: frame.line, raw: frame.bytes))
  }
}
