extension Vocabulary {
  /// Orders tracks as a vocabulary has them: by falling count, equal counts by rising id bytes.
  ///
  /// - Parameters:
  ///   - ids: Distinct ids in any order.
  ///   - counts: The occurrences of each.
  ///   - minimumCount: Tracks with fewer occurrences are left out.
  /// - Returns: The vocabulary, and the ordinal in it of each given track, -1 for one that is left out.
  /// - Complexity: O(n log n) for n tracks.
  static func ordering(
    _ ids: StringTable, counts: [Int], minimumCount: Int = 1
  ) -> (vocabulary: Vocabulary, ordinals: [Int32]) {
    precondition(ids.count == counts.count, "one count for each id")
    let order = order(of: ids, counts: counts, minimumCount: minimumCount)
    var ordinals = [Int32](repeating: -1, count: ids.count)
    var ordered = StringTable()
    for (ordinal, track) in order.enumerated() {
      ordinals[track] = Int32(ordinal)
      ids.withBytes(at: track) { ordered.append(utf8: $0) }
    }
    return (Vocabulary(ids: IdentifierTable(ordered), counts: order.map { counts[$0] }), ordinals)
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
