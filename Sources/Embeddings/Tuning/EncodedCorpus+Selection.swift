extension EncodedCorpus {
  /// The corpus of some of the playlists, with the vocabulary and counts of those alone; it lies in memory.
  ///
  /// - Parameters:
  ///   - isSelected: Whether a playlist is one of them, by playlist number.
  ///   - minimumCount: Tracks with fewer occurrences in them are dropped from the playlists, which stay.
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  /// - Complexity: O(occurrences + tracks log tracks).
  func selecting(_ isSelected: [Bool], minimumCount: Int = 1) throws -> EncodedCorpus {
    precondition(isSelected.count == playlistCount, "one answer for each playlist")
    var counts = [Int](repeating: 0, count: vocabulary.count)
    try forEachPlaylist(of: isSelected) { for track in $0 { counts[Int(track)] += 1 } }
    let (selected, ordinals) = Vocabulary.ordering(
      vocabulary.ids.strings, counts: counts, minimumCount: max(minimumCount, 1))
    var (occurrences, offsets) = ([Int32](), [0])
    var (playlistIDs, names) = (StringTable(), StringTable())
    try forEachPlaylist(of: isSelected) { tracks in
      for track in tracks where ordinals[Int(track)] >= 0 { occurrences.append(ordinals[Int(track)]) }
      offsets.append(occurrences.count)
    }
    var number = 0
    try forEachPlaylistTitle { id, name in
      if isSelected[number] {
        playlistIDs.append(utf8: id)
        names.append(utf8: name)
      }
      number += 1
    }
    return EncodedCorpus(
      vocabulary: selected, trackOrdinals: occurrences,
      playlistOffsets: offsets, playlistIDs: IdentifierTable(playlistIDs), playlistNames: names, dates: dates)
  }
  /// Hands the track ordinals of the selected playlists to `body`, in corpus order.
  func forEachPlaylist(of isSelected: [Bool], _ body: (UnsafeBufferPointer<Int32>) throws -> Void) throws {
    var number = 0
    try forEachPlaylist { tracks in
      if isSelected[number] { try body(tracks) }
      number += 1
    }
  }
}
