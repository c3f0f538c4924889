import Files

/// Writes playlists, one after the other, into a file that appears whole; compressed where its name ends in `.gz`.
public struct PlaylistWriter: ~Copyable {
  /// The formats that can be written: one line a playlist each.
  public enum Format: String, Sendable, CaseIterable {
    /// Four fields: ``CorpusFormat/tsv``.
    case tsv
    /// ``CorpusFormat/jsonl``.
    case jsonl
    /// Track ids alone: ``CorpusFormat/lines``. Ids, names and dates of playlists are lost.
    case lines
  }

  /// Playlists written so far.
  public private(set) var count = 0

  private let format: Format
  private let isCompressed: Bool
  private var file: DurableFile
  /// Lines that wait to be written.
  private var block: [UInt8] = []

  private static let blockSize = 1 << 20

  /// Opens a file beside `path`, which gets its name with ``commit()``.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  public init(path: String, format: Format = .tsv, disk: Disk = .system) throws {
    self.format = format
    isCompressed = path.hasSuffix(".gz")
    file = try DurableFile(path: path, disk: disk)
  }

  /// Adds a playlist; TABs and line ends in its name become spaces.
  ///
  /// - Precondition: Ids and date hold none of them, and no track id holds white space.
  /// - Throws: `DataError` with code `cannotWrite`.
  public mutating func write(_ playlist: Playlist) throws {
    append(
      id: playlist.id.utf8, name: playlist.name.utf8, date: playlist.date.utf8, tracks: playlist.tracks.lazy.map(\.utf8)
    )
    try end()
  }

  /// Adds a playlist as a reader sees it.
  mutating func write(_ record: borrowing PlaylistRecord) throws {
    append(id: record.id, name: record.name, date: record.date, tracks: record.tracks)
    try end()
  }

  /// Makes the file durable and gives it its name.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  public consuming func commit() throws {
    try flush()
    try file.commit()
  }

  private mutating func append<Text: Sequence<UInt8>>(
    id: Text, name: Text, date: Text, tracks: some Sequence<Text>
  ) {
    switch format {
    case .tsv:
      block.append(contentsOf: id)
      block.append(UInt8(ascii: "\t"))
      for byte in name { block.append(byte.isWhitespace ? 0x20 : byte) }
      block.append(UInt8(ascii: "\t"))
      block.append(contentsOf: date)
      block.append(UInt8(ascii: "\t"))
      append(tracks, separator: " ") { $0.append(contentsOf: $1) }
    case .lines:
      append(tracks, separator: " ") { $0.append(contentsOf: $1) }
    case .jsonl:
      append("{\"id\":")
      JSONString.append(id, to: &block)
      append(",\"name\":")
      JSONString.append(name, to: &block)
      append(",\"date\":")
      JSONString.append(date, to: &block)
      append(",\"tracks\":[")
      append(tracks, separator: ",") { JSONString.append($1, to: &$0) }
      append("]}")
    }
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { block.append(contentsOf: $0) }
  }

  private mutating func append<Text>(
    _ tracks: some Sequence<Text>, separator: Unicode.Scalar, _ body: (inout [UInt8], Text) -> Void
  ) {
    var isFirst = true
    for track in tracks {
      if !isFirst { block.append(UInt8(ascii: separator)) }
      isFirst = false
      body(&block, track)
    }
  }

  private mutating func end() throws {
    block.append(UInt8(ascii: "\n"))
    if block.count >= Self.blockSize { try flush() }
    count += 1
  }

  private mutating func flush() throws {
    guard !block.isEmpty else { return }
    // A gzip file may have any number of members.
    try file.write(isCompressed ? block.withUnsafeBytes { GzipEncoder.encode($0, level: 6) } : block)
    block.removeAll(keepingCapacity: true)
  }
}
