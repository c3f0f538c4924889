import Files

/// Writes playlists of a corpus into another file: all or some of them, as they are or with every track once.
public struct CorpusExtract: Sendable {
  /// Which playlists are written.
  public enum Selection: Sendable {
    case all
    /// Those that a division holds out.
    case heldOut(CorpusSplit)
    /// Those that are no copies of one before them.
    case originals(PlaylistCopies)
  }

  /// What came of it.
  public struct Summary: Sendable, Equatable {
    /// What was read.
    public let report: ReadingReport
    /// How many playlists were written.
    public let playlists: Int
    /// How many occurrences were left out of them because the playlist had the track already.
    public let repeats: Int
  }

  public let selection: Selection
  public let format: PlaylistWriter.Format
  /// Whether a track that a playlist has already is left out.
  public let dropsRepeats: Bool

  /// Creates an extract.
  public init(_ selection: Selection, format: PlaylistWriter.Format = .tsv, dropsRepeats: Bool = false) {
    self.selection = selection
    self.format = format
    self.dropsRepeats = dropsRepeats
  }

  /// Reads a corpus once and writes the file; nothing of it is kept in memory.
  ///
  /// - Throws: `DataError`, as the reader does, or with code `cannotWrite`; then the file was not touched.
  public func write(_ reader: CorpusReader, to path: String, disk: Disk = .system) throws -> Summary {
    var writer = try PlaylistWriter(path: path, format: format, disk: disk)
    var number = 0
    var repeats = 0
    let report = try reader.readRecords { record in
      defer { number += 1 }
      guard isSelected(number, record.id) else { return }
      if dropsRepeats { repeats += Self.dropRepeats(from: &record.tracks) }
      try writer.write(record)
    }
    let summary = Summary(report: report, playlists: writer.count, repeats: repeats)
    try writer.commit()
    return summary
  }

  private func isSelected(_ number: Int, _ id: Bytes) -> Bool {
    switch selection {
    case .all: true
    case .heldOut(let split): split.isHeldOut(id)
    case .originals(let copies): copies.originals[number] == number
    }
  }

  /// Keeps the first of each; returns how many went.
  private static func dropRepeats(from tracks: inout [Bytes]) -> Int {
    let before = tracks.count
    var seen: [UInt64: [Bytes]] = [:]
    tracks.removeAll { track in
      let hash = ByteHash.of(track)
      if seen[hash]?.contains(where: { $0.equals(track) }) ?? false { return true }
      seen[hash, default: []].append(track)
      return false
    }
    return before - tracks.count
  }
}
