import Files

/// Divides playlists by their dates: what was known until a day, and what came then.
///
/// This is how a model meets the world: it is asked about playlists that are younger than all it has seen. Editions of one
/// playlist fall on both sides when some are younger.
public struct TimeSplit: Sendable, Equatable {
  /// The first date that is held out, as dates of playlists are written: `2026-05-01`, `2026-05-01T08:00`.
  public let start: String

  /// Creates a division.
  public init(start: String) { self.start = start }

  /// Reads a corpus once and writes both parts as `playlists.tsv`; playlists without a date are trained on.
  ///
  /// - Throws: `DataError`, as ``CorpusSplit/write(_:training:heldOut:disk:)`` does.
  public func write(
    _ reader: CorpusReader, training: String, heldOut: String, disk: Disk = .system
  ) throws -> CorpusSplit.Summary {
    let start = Array(start.utf8)
    return try CorpusSplit.write(reader, training: training, heldOut: heldOut, disk: disk) { record in
      // Dates are written from the year down, so they stand in the order of their bytes.
      record.date.count > 0 && !record.date.lexicographicallyPrecedes(start)
    }
  }
}
