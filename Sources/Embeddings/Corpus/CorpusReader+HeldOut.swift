import Files

extension CorpusReader {
  /// Reads a corpus without the playlists that a split holds out, and those as track ids beside it.
  ///
  /// Vocabulary and counts are those of the playlists to train on alone.
  ///
  /// - Throws: `DataError`, as ``readCorpus(minimumCount:progress:)`` does, and with code `badData` when either side
  ///   would be empty.
  /// - Complexity: O(bytes + tracks log tracks).
  public func readCorpus(
    holdingOut split: CorpusSplit, minimumCount: Int = 1, progress: ((ReadingProgress) -> Void)? = nil
  ) throws -> (corpus: EncodedCorpus, heldOut: [[String]], catalog: Catalog, report: ReadingReport) {
    precondition(minimumCount >= 1, "the minimum count is at least 1")
    var builder = EncodedCorpusBuilder()
    var playlistIDs = IdentifierTable()
    var heldOut: [[String]] = []
    let read = try readRecords(keepsCatalog: true, progress: progress) { record in
      if split.isHeldOut(record.id) {
        heldOut.append(record.tracks.map(\.string))
      } else {
        playlistIDs.insert(utf8: record.id)
        builder.append(record)
      }
    }
    guard !heldOut.isEmpty, playlistIDs.count > 0 else {
      throw DataError(
        .badData, at: "the corpus",
        "holding out a share of \(split.heldOutFraction) leaves \(heldOut.isEmpty ? "none to measure" : "none to train")",
        remedy: "hold out another share, or read more playlists")
    }
    let corpus = builder.finish(playlistIDs: playlistIDs, minimumCount: minimumCount)
    return (corpus, heldOut, read.catalog, read.report)
  }
}
