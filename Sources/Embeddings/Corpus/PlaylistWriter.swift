import Files

/// Writes playlists in the four fields of ``CorpusFormat/tsv``, one after the other, into a file that appears whole.
public struct PlaylistWriter: ~Copyable {
  /// Playlists written so far.
  public private(set) var count = 0

  private var file: DurableFile
  private var line: [UInt8] = []

  /// Opens a file beside `path`, which gets its name with ``commit()``.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  public init(path: String, disk: Disk = .system) throws { file = try DurableFile(path: path, disk: disk) }

  /// Adds a playlist; TABs and line ends in its name become spaces.
  ///
  /// - Precondition: Ids and date hold none of them, and no track id holds white space.
  /// - Throws: `DataError` with code `cannotWrite`.
  public mutating func write(_ playlist: Playlist) throws {
    begin(id: playlist.id.utf8, name: playlist.name.utf8, date: playlist.date.utf8)
    for track in playlist.tracks { append(track: track.utf8) }
    try end()
  }

  /// Adds a playlist as a reader sees it.
  mutating func write(_ record: borrowing PlaylistRecord) throws {
    begin(id: record.id, name: record.name, date: record.date)
    for track in record.tracks { append(track: track) }
    try end()
  }

  /// Makes the file durable and gives it its name.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  public consuming func commit() throws { try file.commit() }

  private mutating func begin(id: some Sequence<UInt8>, name: some Sequence<UInt8>, date: some Sequence<UInt8>) {
    line.removeAll(keepingCapacity: true)
    line.append(contentsOf: id)
    line.append(UInt8(ascii: "\t"))
    for byte in name { line.append(byte.isWhitespace ? 0x20 : byte) }
    line.append(UInt8(ascii: "\t"))
    line.append(contentsOf: date)
    line.append(UInt8(ascii: "\t"))
  }

  private mutating func append(track: some Sequence<UInt8>) {
    if line.last != UInt8(ascii: "\t") { line.append(UInt8(ascii: " ")) }
    line.append(contentsOf: track)
  }

  private mutating func end() throws {
    line.append(UInt8(ascii: "\n"))
    try file.write(line)
    count += 1
  }
}
