/// Which playlists hold the same tracks as one before them, or nearly.
///
/// Exact copies have the same set of tracks, in any order. Near ones are found by their least hashes: two sets share the least of
/// a hash of their tracks with a probability that is their Jaccard similarity (Broder, 1997). Playlists that agree in one of 16
/// groups of three such hashes are compared track by track: of pairs with a similarity of 0.8 one in 97,000 is missed that way,
/// of those with 0.6 one in 50.
public struct PlaylistCopies: Sendable {
  /// For every playlist the number of the first that it is a copy of; its own for all others.
  public let originals: [Int]
  /// How many playlists are copies of one before them.
  public let count: Int
  /// The largest group of copies, in corpus order; empty where there are none.
  public let largestGroup: [Int]

  /// Playlists with fewer different tracks are alike by chance, and never copies.
  public static let fewestTracks = 4
  /// The least similarity that near copies are found by.
  public static let leastLikeness = 0.6

  private static let bands = 16
  /// With how many of those that agree in a group a playlist is compared, the latest.
  private static let mostOfBand = 32

  /// Looks for copies.
  ///
  /// - Parameter likeness: the Jaccard similarity from which on a playlist is a copy, in ``leastLikeness``...1.
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  /// - Complexity: O(occurrences); 16 to some 700 bytes a playlist, and the tracks of those that are compared.
  public init(of corpus: EncodedCorpus, likeness: Double = 1) throws {
    precondition((Self.leastLikeness...1).contains(likeness), "copies are alike to 0.6 at least")
    let pairs = try likeness == 1 ? Self.equalPairs(in: corpus) : Self.similarPairs(in: corpus)
    let originals = try Self.originals(pairs, in: corpus, likeness: likeness)
    self.originals = originals
    count = originals.enumerated().count { $0.offset != $0.element }
    var sizes: [Int: Int] = [:]
    for original in originals { sizes[original, default: 0] += 1 }
    let largest = sizes.filter { $0.value > 1 }.max { ($0.value, $1.key) < ($1.value, $0.key) }
    largestGroup = largest.map { group in originals.indices.filter { originals[$0] == group.key } } ?? []
  }

  /// A playlist, and those before it that it may be a copy of, rising.
  private typealias Pairs = [(playlist: Int, candidates: [Int])]

  /// Pairs with the same sum of track hashes.
  private static func equalPairs(in corpus: EncodedCorpus) throws -> Pairs {
    var first: [UInt64: Int] = [:]
    var pairs: Pairs = []
    try forEachSet(in: corpus) { playlist, tracks in
      let sum = tracks.reduce(UInt64(tracks.count)) { $0 &+ hash($1, 0) }
      if let earlier = first[sum] {
        pairs.append((playlist, [earlier]))
      } else {
        first[sum] = playlist
      }
    }
    return pairs
  }

  /// Pairs that agree in a group of least hashes.
  private static func similarPairs(in corpus: EncodedCorpus) throws -> Pairs {
    let hashes = (0..<corpus.vocabulary.count).map { track in
      (0..<3).map { row in
        var random = RandomSource(seed: hash(Int32(track), UInt64(row)))
        var lanes = SIMD16<UInt32>()
        for band in 0..<bands { lanes[band] = UInt32(truncatingIfNeeded: random.next()) }
        return lanes
      }
    }
    // For every band the last playlist with a key, and for every playlist the one with the same key before it, or -1.
    var last = [[UInt64: Int32]](repeating: [:], count: bands)
    var previous = [[Int32]](repeating: Array(repeating: -1, count: corpus.playlistCount), count: bands)
    var pairs: Pairs = []
    try forEachSet(in: corpus) { playlist, tracks in
      var least = [SIMD16<UInt32>](repeating: SIMD16(repeating: .max), count: 3)
      for track in tracks {
        for row in 0..<3 { least[row] = pointwiseMin(least[row], hashes[Int(track)][row]) }
      }
      var candidates: Set<Int> = []
      for band in 0..<bands {
        let key = least.reduce(UInt64(band)) { ($0 ^ UInt64($1[band])) &* 0x9e37_79b9_7f4a_7c15 }
        previous[band][playlist] = last[band].updateValue(Int32(playlist), forKey: key) ?? -1
        var earlier = previous[band][playlist]
        for _ in 0..<mostOfBand where earlier >= 0 {
          candidates.insert(Int(earlier))
          earlier = previous[band][Int(earlier)]
        }
      }
      if !candidates.isEmpty { pairs.append((playlist, candidates.sorted())) }
    }
    return pairs
  }

  /// Compares pairs track by track.
  private static func originals(_ pairs: Pairs, in corpus: EncodedCorpus, likeness: Double) throws -> [Int] {
    var originals = Array(0..<corpus.playlistCount)
    let wanted = Set(pairs.flatMap(\.candidates))
    var sets: [Int: Set<Int32>] = [:]
    var next = 0
    try forEachSet(in: corpus) { playlist, tracks in
      if wanted.contains(playlist) { sets[playlist] = tracks }
      guard next < pairs.count, pairs[next].playlist == playlist else { return }
      for candidate in pairs[next].candidates {
        guard let other = sets[candidate] else { continue }
        let shared = tracks.count { other.contains($0) }
        if Double(shared) >= likeness * Double(tracks.count + other.count - shared) {
          // A copy of a copy is one of the original.
          originals[playlist] = originals[candidate]
          break
        }
      }
      next += 1
    }
    return originals
  }

  /// Hands the different tracks of every playlist that has enough of them to `body`.
  private static func forEachSet(in corpus: EncodedCorpus, _ body: (Int, Set<Int32>) -> Void) throws {
    var playlist = 0
    try corpus.forEachPlaylist { tracks in
      if tracks.count >= fewestTracks {
        let distinct = Set(tracks)
        if distinct.count >= fewestTracks { body(playlist, distinct) }
      }
      playlist += 1
    }
  }

  private static func hash(_ track: Int32, _ key: UInt64) -> UInt64 {
    var random = RandomSource(seed: UInt64(truncatingIfNeeded: track) &* 0x9e37_79b9_7f4a_7c15 ^ key)
    return random.next()
  }
}
