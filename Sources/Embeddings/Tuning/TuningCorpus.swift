import Files

/// A corpus as a search uses it: playlists to train on, a sample of them, and playlists to measure on.
///
/// Sides and sample hang on hashes of playlist ids and the seed, so editions of one playlist stay together
/// (``CorpusSplit``).
public struct TuningCorpus: Sendable {
  /// The playlists to train on.
  public let training: EncodedCorpus
  /// The sample of them that the lower rungs train on; all of them when the share is 1.
  public private(set) var sample: EncodedCorpus
  /// The playlists to measure on, as track ids; a track outside a vocabulary counts as a miss.
  public let validation: [[String]]
  private let seed: UInt64

  /// Divides a corpus.
  ///
  /// - Parameters:
  ///   - corpus: All playlists, no track dropped.
  ///   - heldOut: The share of playlists to measure on, over 0 and under 1.
  ///   - limit: How many of those are kept at most, chosen at random; at least 1.
  ///   - minimumCount: The occurrences among the playlists to train on that a track needs to get a vector.
  ///   - seed: Another seed, another division.
  /// - Throws: `DataError` with code `badData` when a side has too little on it.
  public init(_ corpus: EncodedCorpus, heldOut: Double, limit: Int, minimumCount: Int, seed: UInt64) throws {
    let split = CorpusSplit(heldOutFraction: heldOut, seed: seed, for: .validation)
    let isHeldOut = try Self.sides(of: corpus, by: split)
    training = try corpus.selecting(isHeldOut.map { !$0 }, minimumCount: minimumCount)
    var random = RandomSource(seed: seed, stream: 0x7661)
    // Playlists of one track cannot be continued and are never asked.
    var askable: [Int] = []
    var number = 0
    try corpus.forEachPlaylist { tracks in
      if isHeldOut[number], Set(tracks).count >= 2 { askable.append(number) }
      number += 1
    }
    var isAsked = [Bool](repeating: false, count: corpus.playlistCount)
    for number in askable.shuffled(using: &random).prefix(limit) { isAsked[number] = true }
    var asked: [[String]] = []
    try corpus.forEachPlaylist(of: isAsked) { asked.append($0.map { corpus.vocabulary.ids[Int($0)] }) }
    validation = asked
    sample = training
    self.seed = seed
    guard training.vocabulary.count >= 2, !validation.isEmpty else {
      throw DataError(
        .badData, at: "the corpus",
        "holding out a share of \(heldOut) leaves \(Self.count(training.vocabulary.count, "track")) to train on and "
          + "\(Self.count(validation.count, "playlist")) to measure on",
        remedy: "read more playlists, hold out another share, or lower the minimum count")
    }
  }

  /// Makes the sample anew, with a share of the playlists to train on, over 0 and at most 1.
  ///
  /// - Throws: `DataError` with code `badData` when too little is left.
  public mutating func takeSample(share: Double) throws {
    precondition(share > 0 && share <= 1, "a share is over 0 and at most 1")
    // Another key than that of the sides, whose hash says nothing about playlists of one side.
    let chosen = CorpusSplit(heldOutFraction: share, seed: seed &+ 0x5a17)
    sample = share == 1 ? training : try training.selecting(Self.sides(of: training, by: chosen))
    guard sample.vocabulary.count >= 2 else {
      throw DataError(
        .badData, at: "the corpus", "a sample of \(share) leaves \(Self.count(sample.vocabulary.count, "track"))",
        remedy: "take a larger sample")
    }
  }

  /// Whether a split holds a playlist out, by playlist number.
  private static func sides(of corpus: EncodedCorpus, by split: CorpusSplit) throws -> [Bool] {
    var sides: [Bool] = []
    try corpus.forEachPlaylistTitle { id, _ in sides.append(split.isHeldOut(id)) }
    return sides
  }

  private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
