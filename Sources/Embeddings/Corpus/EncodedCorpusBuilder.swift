/// Turns records into an ``EncodedCorpus``: the vocabulary builder behind every format.
///
/// Tracks are numbered as they come; ``finish(playlistIDs:minimumCount:)`` counts, orders and renumbers them in place.
struct EncodedCorpusBuilder: ~Copyable {
  private var tracks = IdentifierTable()
  private var occurrences: [Int32] = []
  private var offsets = [0]
  private var names = StringTable()
  private var firstDate: String?
  private var lastDate: String?

  /// Adds a playlist.
  mutating func append(_ record: borrowing PlaylistRecord) {
    for track in record.tracks { occurrences.append(Int32(truncatingIfNeeded: tracks.insert(utf8: track).ordinal)) }
    offsets.append(occurrences.count)
    names.append(utf8: record.name)
    if !record.date.isEmpty {
      let date = record.date.string
      firstDate = min(firstDate ?? date, date)
      lastDate = max(lastDate ?? date, date)
    }
  }

  /// Orders the vocabulary by falling count, drops tracks under the minimum count, and returns the corpus.
  ///
  /// - Complexity: O(occurrences + tracks log tracks).
  consuming func finish(playlistIDs: IdentifierTable, minimumCount: Int) -> EncodedCorpus {
    var counts = [Int](repeating: 0, count: tracks.count)
    for track in occurrences { counts[Int(track)] += 1 }
    let order = Self.order(of: tracks.strings, counts: counts, minimumCount: minimumCount)

    var ordinals = [Int32](repeating: -1, count: tracks.count)
    for (ordinal, track) in order.enumerated() { ordinals[track] = Int32(ordinal) }
    var kept = 0
    var start = 0
    for playlist in 0..<offsets.count - 1 {
      let end = offsets[playlist + 1]
      for index in start..<end {
        let ordinal = ordinals[Int(occurrences[index])]
        if ordinal >= 0 {
          occurrences[kept] = ordinal
          kept += 1
        }
      }
      start = end
      offsets[playlist + 1] = kept
    }
    occurrences.removeSubrange(kept...)

    var ids = StringTable()
    for track in order { tracks.strings.withBytes(at: track) { ids.append(utf8: $0) } }
    return EncodedCorpus(
      vocabulary: Vocabulary(ids: IdentifierTable(ids), counts: order.map { counts[$0] }),
      trackOrdinals: occurrences, playlistOffsets: offsets, playlistIDs: playlistIDs, playlistNames: names,
      dates: firstDate.flatMap { first in lastDate.map { first...$0 } })
  }

  /// The numbers of the tracks with at least `minimumCount` occurrences, by falling count, then rising id bytes.
  private static func order(of ids: StringTable, counts: [Int], minimumCount: Int) -> [Int] {
    /// The first eight bytes of an id decide most ties without a look at the rest.
    struct Key {
      let count: Int
      let prefix: UInt64
      let track: Int
    }
    var keys: [Key] = []
    for track in 0..<ids.count where counts[track] >= minimumCount {
      let prefix = ids.withBytes(at: track) { bytes in
        (0..<8).reduce(UInt64(0)) { $0 << 8 | ($1 < bytes.count ? UInt64(bytes[$1]) : 0) }
      }
      keys.append(Key(count: counts[track], prefix: prefix, track: track))
    }
    keys.sort { left, right in
      if left.count != right.count { return left.count > right.count }
      if left.prefix != right.prefix { return left.prefix < right.prefix }
      return ids.withBytes(at: left.track) { left in ids.withBytes(at: right.track) { left.precedes($0) } }
    }
    return keys.map(\.track)
  }
}
