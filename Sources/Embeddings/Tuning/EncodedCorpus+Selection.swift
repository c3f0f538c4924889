extension EncodedCorpus {
  /// The corpus of some of the playlists, with the vocabulary and counts of those alone.
  ///
  /// - Parameters:
  ///   - playlists: Their numbers, each at most once, in the order they are to have.
  ///   - minimumCount: Tracks with fewer occurrences in them are dropped from the playlists, which stay.
  /// - Complexity: O(occurrences + tracks log tracks).
  func selecting(_ playlists: [Int], minimumCount: Int = 1) -> EncodedCorpus {
    var counts = [Int](repeating: 0, count: vocabulary.count)
    for index in playlists { for track in playlist(index) { counts[Int(track)] += 1 } }
    let kept = counts.indices.filter { counts[$0] >= minimumCount && counts[$0] > 0 }
    // Tracks stand by falling count of all playlists: only ids decide among equal counts of the selection.
    let order = kept.sorted { left, right in
      counts[left] != counts[right]
        ? counts[left] > counts[right]
        : vocabulary.ids.strings.bytes(at: left).lexicographicallyPrecedes(vocabulary.ids.strings.bytes(at: right))
    }
    var ordinals = [Int32](repeating: -1, count: vocabulary.count)
    var ids = StringTable()
    for (ordinal, track) in order.enumerated() {
      ordinals[track] = Int32(ordinal)
      ids.append(utf8: vocabulary.ids.strings.bytes(at: track))
    }
    var (occurrences, offsets) = ([Int32](), [0])
    var (playlistIDs, names) = (StringTable(), StringTable())
    for index in playlists {
      for track in playlist(index) where ordinals[Int(track)] >= 0 { occurrences.append(ordinals[Int(track)]) }
      offsets.append(occurrences.count)
      playlistIDs.append(utf8: self.playlistIDs.strings.bytes(at: index))
      names.append(utf8: playlistNames.bytes(at: index))
    }
    return EncodedCorpus(
      vocabulary: Vocabulary(ids: IdentifierTable(ids), counts: order.map { counts[$0] }), trackOrdinals: occurrences,
      playlistOffsets: offsets, playlistIDs: IdentifierTable(playlistIDs), playlistNames: names, dates: dates)
  }
}
