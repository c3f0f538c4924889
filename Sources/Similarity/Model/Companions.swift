import Embeddings
import Files

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The tracks that a track shares playlists with, oftener than chance would have it: `tracks.companions` in a model's folder.
///
/// Vectors know what belongs together in a corner of the music; they forget which two rare tracks met. Counts remember that, and
/// know nothing else. So a track *together* with others is scored by both: the cosine, and ``weight`` times the positive pointwise
/// mutual information that it shares with the seeds in the mean. The information is `ln(P(s, t) / (P(s) Pα(t)))`, over the pairs
/// of different tracks in a playlist, the candidate's probability smoothed to the power α = 0.75 (Levy, Goldberg and Dagan, 2015).
///
/// Of each track the ``mostPerTrack`` companions are kept of which the playlists say most: their count times their information.
///
/// The file is little-endian: `W2VCOMPN`; as 64-bit integers the format version (1), the tracks n and the companions m; n + 1
/// 64-bit offsets, rising from 0 to m; for each companion its 32-bit ordinal, of one track's rising; for each the information in
/// sixteenths of a nat, one byte; and the CRC-32 of all that stands before it. Thread-safe: it never changes.
struct Companions: Sendable, Equatable {
  /// Where the companions of each track start; one more value than tracks.
  private let offsets: [Int]
  /// The companions of each track, rising.
  private let ordinals: [Int32]
  /// The information of each, in sixteenths of a nat.
  private let sixteenths: [UInt8]

  /// What a nat of information adds to a cosine, where a question has one seed; of several it is what they say in the mean.
  static let weight: Float = 0.03
  /// How many companions are kept of a track.
  static let mostPerTrack = 128
  /// Of longer playlists nothing is counted: a pair in them says hardly anything, and their pairs are too many.
  static let longestPlaylist = 1000
  /// The power that makes rare tracks less surprising.
  private static let smoothing = 0.75

  /// Counts the pairs of a sample.
  ///
  /// - Complexity: O(pairs), about three nanoseconds each.
  init(of sample: PlaylistSample) {
    let isCounted = (0..<sample.count).map { sample.tracks.counts[$0] <= Self.longestPlaylist }
    let trackCount = sample.playlists.count
    var pairs = [Double](repeating: 0, count: trackCount)
    for playlist in 0..<sample.count where isCounted[playlist] {
      let others = Double(sample.tracks.counts[playlist] - 1)
      sample.tracks.forEach(in: playlist) { pairs[$0] += others }
    }
    let smoothed = pairs.map { pow($0, Self.smoothing) }
    let smoothedTotal = smoothed.reduce(0, +)
    let trackLogarithms = smoothed.map { Float(log($0 / smoothedTotal)) }
    let countLogarithms = (0...sample.count).map { Float(log(Double($0))) }

    var (offsets, ordinals, sixteenths) = ([0], [Int32](), [UInt8]())
    offsets.reserveCapacity(trackCount + 1)
    var counts = [Int32](repeating: 0, count: trackCount)
    var touched: [Int] = []
    var found: [(ordinal: Int32, information: Float, worth: Float)] = []
    for track in 0..<trackCount {
      sample.playlists.forEach(in: track) { playlist in
        guard isCounted[playlist] else { return }
        sample.tracks.forEach(in: playlist) { other in
          if counts[other] == 0 { touched.append(other) }
          counts[other] += 1
        }
      }
      // The number of all pairs would stand under the count and under this one: it cancels.
      let base = Float(log(pairs[track]))
      for other in touched {
        let count = Int(counts[other])
        counts[other] = 0
        let information = countLogarithms[count] - base - trackLogarithms[other]
        guard other != track, information > 0 else { continue }
        found.append((Int32(other), information, Float(count) * information))
      }
      touched.removeAll(keepingCapacity: true)
      if found.count > Self.mostPerTrack {
        found.sort { ($0.worth, $1.ordinal) > ($1.worth, $0.ordinal) }
        found.removeLast(found.count - Self.mostPerTrack)
      }
      for companion in found.sorted(by: { $0.ordinal < $1.ordinal }) {
        ordinals.append(companion.ordinal)
        sixteenths.append(UInt8(min(255, (16 * companion.information).rounded())))
      }
      found.removeAll(keepingCapacity: true)
      offsets.append(ordinals.count)
    }
    self.init(offsets: offsets, ordinals: ordinals, sixteenths: sixteenths)
  }

  private init(offsets: [Int], ordinals: [Int32], sixteenths: [UInt8]) {
    (self.offsets, self.ordinals, self.sixteenths) = (offsets, ordinals, sixteenths)
  }

  /// How many tracks there are.
  var trackCount: Int { offsets.count - 1 }

  /// How many companions a track has.
  private func count(of track: Int) -> Int { offsets[track + 1] - offsets[track] }

  /// Calls `body` with every companion of a track, by rising ordinal, and the information they share, in nats.
  @inline(__always) func forEach(of track: Int, _ body: (_ companion: Int, _ information: Float) -> Void) {
    for place in offsets[track]..<offsets[track + 1] { body(Int(ordinals[place]), Float(sixteenths[place]) / 16) }
  }

  /// What companionship adds to the scores of tracks that have any with seeds: the mean of what it adds for each.
  ///
  /// - Parameters:
  ///   - seeds: the seeds that are tracks, by ordinal.
  ///   - totalWeight: the weights of all seeds, those that are no tracks among them.
  func bonuses(of seeds: [(track: Int, weight: Float)], totalWeight: Float) -> CompanionBonuses {
    var bonuses = CompanionBonuses(room: seeds.reduce(0) { $0 + count(of: $1.track) })
    for seed in seeds {
      let share = Self.weight * seed.weight / totalWeight
      forEach(of: seed.track) { bonuses.add(share * $1, to: $0) }
    }
    return bonuses
  }
}

extension Companions {
  private static let magic = "W2VCOMPN"
  private static let version = 1

  /// Writes the file.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func write(to path: String, disk: Disk) throws {
    var file = try ChecksummedWriter(path: path, magic: Self.magic, disk: disk)
    try file.add([Self.version, trackCount, ordinals.count])
    try file.add(offsets)
    try file.add(ordinals)
    try file.add(sixteenths)
    try file.commit()
  }

  /// Reads the file.
  ///
  /// - Throws: `DataError` with code `missingInput` or `badData`.
  init(path: String) throws {
    var file = try ChecksummedReader(path: path, magic: Self.magic, what: "the companions of tracks")
    let header = try file.values(Int.self, count: 3)
    guard header[0] == Self.version else {
      throw file.fault("companions version \(header[0]), this program reads version \(Self.version)")
    }
    let (trackCount, count) = (header[1], header[2])
    let offsets = try file.offsets(count: trackCount, upTo: count)
    let ordinals = try file.values(Int32.self, count: count)
    let sixteenths = try file.values(UInt8.self, count: count)
    try file.finish()
    let isSound = ordinals.withUnsafeBufferPointer { ordinals in
      (0..<trackCount).allSatisfy { track in
        var last: Int32 = -1
        for place in offsets[track]..<offsets[track + 1] {
          guard ordinals[place] > last else { return false }
          last = ordinals[place]
        }
        return Int(last) < trackCount
      }
    }
    guard isSound else { throw file.fault("companions that are no tracks") }
    self.init(offsets: offsets, ordinals: ordinals, sixteenths: sixteenths)
  }
}
