import Embeddings
import Files

/// Which tracks share training playlists: what evidence for a card is counted from (`playlists.sample` in a model's folder).
///
/// A small corpus is sampled whole, a large one by the hash of the playlist ids, so that every count can be taken again from
/// the corpus: `CorpusSplit` with ``share`` and ``seed`` holds out the sampled playlists. Thread-safe: it never changes.
///
/// The file is little-endian: `W2VSAMPL`; as 64-bit integers the format version (1), the playlists of the corpus, the
/// tracks, the sampled playlists, and the bytes of the packed numbers of both tables below; the share as a 64-bit float; then
/// for each sampled playlist its 32-bit ordinal among the corpus's playlists that have a track; then two tables of
/// ``PackedLists``, the tracks of each sampled playlist and the sampled playlists of each track, each as 32-bit counts, 64-bit
/// offsets and bytes; and the CRC-32 of all that stands before it.
struct PlaylistSample: Sendable, Equatable {
  /// How many playlists of the corpus have a track of the model.
  let corpusPlaylists: Int
  /// The share of playlists that are in the sample, over 0 and up to 1.
  let share: Double
  /// The ordinal of each sampled playlist among the model's, rising.
  let ordinals: [Int32]
  /// The distinct tracks of each sampled playlist.
  let tracks: PackedLists
  /// The sampled playlists of each track.
  let playlists: PackedLists

  /// The seed of the split that samples.
  static let seed: UInt64 = 0x5a4d_504c
  /// Occurrences up to which a corpus is sampled whole: about 60 MB of file.
  static let mostOccurrences = 20_000_000

  /// How many playlists are in the sample.
  var count: Int { ordinals.count }

  private init(corpusPlaylists: Int, share: Double, ordinals: [Int32], tracks: PackedLists, trackCount: Int) {
    self.corpusPlaylists = corpusPlaylists
    self.share = share
    self.ordinals = ordinals
    self.tracks = tracks
    playlists = tracks.inverted(count: trackCount)
  }

  /// Samples a corpus.
  ///
  /// - Parameters:
  ///   - vocabulary: the tracks whose ordinals the sample speaks of; others are left out.
  ///   - share: the share of playlists to take; nil takes as many as ``mostOccurrences`` allows.
  ///   - known: ids of playlists to leave out.
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  init(of corpus: EncodedCorpus, vocabulary: Vocabulary, share: Double? = nil, besides known: IdentifierTable? = nil)
    throws
  {
    let share = share ?? min(1, Double(Self.mostOccurrences) / Double(max(corpus.occurrenceCount, 1)))
    let split = CorpusSplit(heldOutFraction: share, seed: Self.seed)
    var isSampled: [Bool] = []
    var isNew: [Bool] = []
    isSampled.reserveCapacity(corpus.playlistCount)
    isNew.reserveCapacity(corpus.playlistCount)
    try corpus.forEachPlaylistTitle { id, _ in
      isSampled.append(share == 1 || split.isHeldOut(String(decoding: id, as: UTF8.self)))
      isNew.append(known?.ordinal(ofUTF8: id) == nil)
    }
    let renumbered: [Int32?] =
      corpus.vocabulary == vocabulary
      ? (0..<Int32(vocabulary.count)).map { $0 }
      : (0..<corpus.vocabulary.count).map { vocabulary.ordinal(of: corpus.vocabulary.ids[$0]).map(Int32.init) }
    var ordinals: [Int32] = []
    var lists = PackedLists()
    var (place, ordinal) = (0, Int32(0))
    try corpus.forEachPlaylist { tracks in
      defer { place += 1 }
      guard isNew[place], tracks.contains(where: { renumbered[Int($0)] != nil }) else { return }
      if isSampled[place] {
        ordinals.append(ordinal)
        lists.append(Set(tracks.compactMap { renumbered[Int($0)] }).sorted())
      }
      ordinal += 1
    }
    self.init(
      corpusPlaylists: Int(ordinal), share: share, ordinals: ordinals, tracks: lists, trackCount: vocabulary.count)
  }

  /// This sample with the playlists of another: of a model that they were folded into.
  ///
  /// - Parameters:
  ///   - added: a sample of the same share, by the new ordinals of the tracks.
  ///   - known: how many playlists the model had. Where it had none, the added ones come first, and what it was trained on
  ///     gets ordinals that no playlist has.
  ///   - renumbered: the new ordinal of each track of this sample.
  ///   - trackCount: how many tracks there are now.
  func folding(_ added: PlaylistSample, behind known: Int, tracks renumbered: [Int32], trackCount: Int)
    -> PlaylistSample
  {
    let old = (0..<count).map { list in tracks[list].map { renumbered[Int($0)] }.sorted() }
    let new = (0..<added.count).map { added.tracks[$0] }
    let isBehind = known > 0
    return PlaylistSample(
      corpusPlaylists: corpusPlaylists + added.corpusPlaylists, share: share,
      ordinals: isBehind
        ? ordinals + added.ordinals.map { $0 + Int32(known) }
        : added.ordinals + ordinals.map { $0 + Int32(added.corpusPlaylists) },
      tracks: PackedLists(isBehind ? old + new : new + old), trackCount: trackCount)
  }
}

extension PlaylistSample {
  private static let magic = "W2VSAMPL"
  private static let version = 1

  /// Writes the sample.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func write(to path: String, disk: Disk) throws {
    var file = try ChecksummedWriter(path: path, magic: Self.magic, disk: disk)
    try file.add([
      Self.version, corpusPlaylists, playlists.count, count, tracks.bytes.count, playlists.bytes.count,
    ])
    try file.add([share])
    try file.add(ordinals)
    try tracks.write(to: &file)
    try playlists.write(to: &file)
    try file.commit()
  }

  /// Reads a sample.
  ///
  /// - Throws: `DataError` with code `missingInput` or `badData`.
  init(path: String) throws {
    var file = try ChecksummedReader(path: path, magic: Self.magic, what: "a sample of playlists")
    let header = try file.values(Int.self, count: 6)
    guard header[0] == Self.version else {
      throw file.fault("sample version \(header[0]), this program reads version \(Self.version)")
    }
    let (trackCount, count) = (header[2], header[3])
    let share = try file.values(Double.self, count: 1)[0]
    let ordinals = try file.values(Int32.self, count: count)
    let tracks = try PackedLists.read(from: &file, count: count, byteCount: header[4], bound: trackCount)
    let playlists = try PackedLists.read(from: &file, count: trackCount, byteCount: header[5], bound: count)
    try file.finish()
    guard share > 0, share <= 1, zip(ordinals, ordinals.dropFirst()).allSatisfy(<), ordinals.first ?? 0 >= 0,
      Int(ordinals.last ?? -1) < header[1]
    else { throw file.fault("playlists that are not among the corpus's") }
    (corpusPlaylists, self.share, self.ordinals) = (header[1], share, ordinals)
    (self.tracks, self.playlists) = (tracks, playlists)
  }
}
