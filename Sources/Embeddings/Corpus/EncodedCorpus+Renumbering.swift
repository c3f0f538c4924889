extension EncodedCorpus {
  /// The same playlists with the tracks numbered by another vocabulary; tracks whose new ordinal is -1 are gone from them.
  ///
  /// Lies where this corpus does: in memory, or in temporary files of which those with ids and names serve both.
  ///
  /// - Parameter ordinals: The new ordinal of each track of this corpus.
  /// - Throws: `DataError` with code `cannotWrite` or `cannotRead` when temporary files fail.
  /// - Complexity: O(occurrences).
  public func renumbered(_ ordinals: [Int32], as vocabulary: Vocabulary) throws -> EncodedCorpus {
    precondition(ordinals.count == self.vocabulary.count, "a new ordinal for each track")
    switch storage {
    case .memory(var arrays):
      arrays.renumber(ordinals)
      return EncodedCorpus(vocabulary: vocabulary, storage: .memory(arrays), dates: dates)
    case .spool(let spool):
      let kept = zip(ordinals, self.vocabulary.counts).reduce(0) { $1.0 < 0 ? $0 : $0 + $1.1 }
      let renumbered = try spool.renumbered(ordinals, occurrenceCount: kept)
      return EncodedCorpus(vocabulary: vocabulary, storage: .spool(renumbered), dates: dates)
    }
  }

  /// The playlists that hold a track of a kind, without their ids and names; they lie in memory.
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  /// - Complexity: O(occurrences).
  func keepingPlaylists(with isWanted: (Int32) -> Bool) throws -> EncodedCorpus {
    var kept = PlaylistArrays()
    let nothing = Bytes(start: nil, count: 0)
    try forEachPlaylist { tracks in
      if tracks.contains(where: isWanted) { kept.append(tracks, id: nothing, name: nothing) }
    }
    return EncodedCorpus(vocabulary: vocabulary, storage: .memory(kept), dates: dates)
  }
}
