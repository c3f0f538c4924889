/// What is unusual about a corpus, in figures: what training on it would suffer from.
public struct CorpusHealth: Sendable {
  public let playlists: Int
  public let occurrences: Int
  public let tracks: Int
  /// Playlists with fewer than two different tracks, which teach nothing.
  public let tooShort: Int
  /// The share of occurrences in the longest hundredth of the playlists, at least one.
  public let longestShare: Double
  /// Occurrences of a track that its playlist has already.
  public let repeats: Int
  /// Playlists with the same tracks as one before them, in any order.
  public let copies: PlaylistCopies
  /// The id of a playlist of the largest group of copies, and how many there are in it; nil for none.
  public let largestCopied: (id: String, count: Int)?
  /// The track in most playlists, and their share of all; nil without tracks.
  public let mostSpread: (id: String, share: Double)?
  /// Tracks that occur just once.
  public let tracksOnce: Int
  /// Tracks in 20 playlists or more, of which more than half are copies of one: somebody wants them heard.
  public let pushed: [String]
  /// Names that look like UTF-8 read as something else (`BeyoncÃ©`), and the first of them.
  public let garbled: (count: Int, example: String)?
  /// Names with an address of the web in them, and the first of them.
  public let addresses: (count: Int, example: String)?
  /// Lengths of playlists in tracks, and how many have each, rising.
  public let lengths: [(length: Int, playlists: Int)]

  private static let fewestPushed = 20

  /// Looks at a corpus.
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  /// - Complexity: O(occurrences).
  public init(of corpus: EncodedCorpus) throws {
    playlists = corpus.playlistCount
    occurrences = corpus.occurrenceCount
    tracks = corpus.vocabulary.count
    let copies = try PlaylistCopies(of: corpus)
    self.copies = copies
    var tooShort = 0
    var repeats = 0
    var playlistsOfLength: [Int: Int] = [:]
    var playlistsOf = [Int](repeating: 0, count: corpus.vocabulary.count)
    var groupSizes: [Int: Int] = [:]
    for original in copies.originals { groupSizes[original, default: 0] += 1 }
    // How many playlists of the largest group of copies that holds a track, and which group that is.
    var copiesOf = [Int32](repeating: 0, count: corpus.vocabulary.count)
    var number = 0
    try corpus.forEachPlaylist { tracks in
      let distinct = Set(tracks)
      if distinct.count < 2 { tooShort += 1 }
      repeats += tracks.count - distinct.count
      playlistsOfLength[tracks.count, default: 0] += 1
      let size = Int32(groupSizes[copies.originals[number]] ?? 1)
      for track in distinct {
        playlistsOf[Int(track)] += 1
        copiesOf[Int(track)] = max(copiesOf[Int(track)], size)
      }
      number += 1
    }
    self.tooShort = tooShort
    self.repeats = repeats
    lengths = playlistsOfLength.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    longestShare = Self.longestShare(lengths, playlists: playlists, occurrences: occurrences)
    tracksOnce = corpus.vocabulary.counts.count { $0 == 1 }
    let ids = corpus.vocabulary.ids
    mostSpread = playlistsOf.indices.max { (playlistsOf[$0], $1) < (playlistsOf[$1], $0) }.map {
      [playlists] in (ids[$0], Double(playlistsOf[$0]) / Double(max(playlists, 1)))
    }
    pushed = playlistsOf.indices.filter {
      playlistsOf[$0] >= Self.fewestPushed && 2 * Int(copiesOf[$0]) > playlistsOf[$0]
    }.map { ids[$0] }
    var titles = Titles(wanted: copies.largestGroup.first)
    try corpus.forEachPlaylistTitle { titles.look(id: $0, name: $1) }
    garbled = titles.garbled
    addresses = titles.addresses
    largestCopied = titles.wantedID.map { ($0, copies.largestGroup.count) }
  }

  private static func longestShare(
    _ lengths: [(length: Int, playlists: Int)], playlists: Int, occurrences: Int
  ) -> Double {
    var left = max(1, playlists / 100)
    var held = 0
    for (length, count) in lengths.reversed() where left > 0 {
      held += length * min(left, count)
      left -= min(left, count)
    }
    return Double(held) / Double(max(occurrences, 1))
  }

  /// What is seen in the names of playlists.
  private struct Titles {
    let wanted: Int?
    var wantedID: String?
    var garbled: (count: Int, example: String)?
    var addresses: (count: Int, example: String)?
    private var number = 0

    init(wanted: Int?) { self.wanted = wanted }

    mutating func look(id: UnsafeBufferPointer<UInt8>, name: UnsafeBufferPointer<UInt8>) {
      if number == wanted { wantedID = id.string }
      number += 1
      if Self.isGarbled(name) { garbled = ((garbled?.count ?? 0) + 1, garbled?.example ?? name.string) }
      if Self.hasAddress(name) { addresses = ((addresses?.count ?? 0) + 1, addresses?.example ?? name.string) }
    }

    /// Whether there is a replacement character, or `Ã` or `Â` before a character from U+0080 to U+00BF: what two bytes of
    /// UTF-8 become when they are read one by one.
    private static func isGarbled(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
      for place in name.indices.dropLast(2) {
        if name[place] == 0xef, name[place + 1] == 0xbf, name[place + 2] == 0xbd { return true }
        if name[place] == 0xc3, name[place + 1] == 0x83 || name[place + 1] == 0x82, name[place + 2] == 0xc2 {
          return true
        }
      }
      return false
    }

    private static func hasAddress(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
      guard name.count >= 7 else { return false }
      let text = name.string.lowercased()
      return text.contains("http://") || text.contains("https://") || text.contains("www.")
    }
  }
}
