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
    var builder = EncodedCorpusBuilder(options: options, holdingOut: split)
    let (report, catalog) = try readRecords(into: &builder, progress: progress)
    let heldOut = builder.heldOut
    guard !heldOut.isEmpty, builder.playlistCount > 0 else {
      throw DataError(
        .badData, at: "the corpus",
        "holding out a share of \(split.heldOutFraction) leaves \(heldOut.isEmpty ? "none to measure" : "none to train")",
        remedy: "hold out another share, or read more playlists")
    }
    return (try builder.finish(minimumCount: minimumCount), heldOut, catalog, report)
  }
}
