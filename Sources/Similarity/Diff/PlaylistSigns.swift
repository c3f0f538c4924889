import Embeddings

/// What training playlists look like, so that faults of a corpus are seen in the model: copies, and tracks thrown together.
public struct PlaylistSigns: Sendable {
  /// How many playlists the largest group with nearly the same tracks has, in each model's sample; editions of one playlist
  /// count once.
  public let ringBefore: Int
  public let ringAfter: Int
  /// A playlist of the largest group, and its tracks, where there is a group.
  public let ringExample: String?
  public let ringTracks: [NamedItem]
  /// The share of the new model's sampled playlists that are less coherent, by the old model's vectors, than all but one in a
  /// hundred of the old model's own.
  public let incoherentShare: Double
  /// How many playlists that is a share of.
  public let coherencePlaylists: Int

  /// Whether a group of copies has appeared.
  public var hasNewRing: Bool { ringAfter >= Self.leastRing && ringAfter > 2 * ringBefore }

  /// Whether clearly more than one in a hundred hold what does not go together.
  public var isLessCoherent: Bool {
    guard coherencePlaylists > 0 else { return false }
    let deviation = (Self.usualShare / Double(coherencePlaylists)).squareRoot()
    return incoherentShare > 2 * Self.usualShare && incoherentShare - Self.usualShare > 4 * deviation
  }

  private static let leastRing = 10
  private static let usualShare = 0.01
  /// Playlists with fewer tracks tell little, and are alike by chance.
  private static let fewestTracks = 4
  private static let mostPlaylists = 50_000

  init?(from old: Model, to new: Model) {
    guard let older = old.sample, let newer = new.sample else { return nil }
    ringBefore = Self.largestRing(of: older, in: old).count
    let ring = Self.largestRing(of: newer, in: new)
    ringAfter = ring.count
    ringExample = ring.first.flatMap { position in
      let ordinal = Int(newer.ordinals[position])
      return ordinal < new[.playlist].count ? new[.playlist].list.ids[ordinal] : nil
    }
    ringTracks = ring.first.map { newer.tracks[$0].prefix(5).map { NamedItem(.track, Int($0), in: new) } } ?? []
    let own = Self.coherences(of: older, tracks: (0..<old[.track].count).map { $0 }, by: old).sorted()
    let ids = new[.track].list.ids.strings
    let others = Self.coherences(
      of: newer,
      tracks: (0..<ids.count).map { track in ids.withBytes(at: track) { old[.track].list.ids.ordinal(ofUTF8: $0) } },
      by: old)
    coherencePlaylists = own.count < 100 ? 0 : others.count
    let bar = own.isEmpty ? 0 : own[Int(Double(own.count) * Self.usualShare)]
    incoherentShare = others.isEmpty ? 0 : Double(others.count { $0 < bar }) / Double(others.count)
  }

  /// The positions in the sample of the largest group of playlists with nearly the same tracks; one for none.
  ///
  /// Two lists have the same least hash of their tracks with a probability that is their Jaccard similarity (Broder, 1997); four
  /// such hashes together are the same for copies, and for few others.
  private static func largestRing(of sample: PlaylistSample, in model: Model) -> [Int] {
    var rings: [SIMD4<UInt64>: [Int]] = [:]
    var editions: [SIMD4<UInt64>: Set<Int32>] = [:]
    let groups = model[.playlist].list.groups
    let hashes = (0..<model[.track].count).map { track -> SIMD4<UInt64> in
      var random = RandomSource(seed: model[.track].list.ids.strings.withBytes(at: track) { Self.hash($0) })
      return SIMD4(random.next(), random.next(), random.next(), random.next())
    }
    for position in 0..<sample.count where sample.tracks.counts[position] >= fewestTracks {
      var least = SIMD4<UInt64>(repeating: .max)
      sample.tracks.forEach(in: position) { track in
        least.replace(with: hashes[track], where: hashes[track] .< least)
      }
      let ordinal = Int(sample.ordinals[position])
      let group = ordinal < groups.count ? groups[ordinal] : -1 - Int32(position)
      if editions[least, default: []].insert(group).inserted { rings[least, default: []].append(position) }
    }
    return rings.values.max { ($0.count, $1.first ?? 0) < ($1.count, $0.first ?? 0) } ?? []
  }

  /// The mean cosine between the tracks of each playlist, by a model's *alike*.
  ///
  /// - Parameter tracks: for each track of the sample its ordinal in the model, or nil.
  private static func coherences(of sample: PlaylistSample, tracks: [Int?], by model: Model) -> [Double] {
    let index = model[.track].index(.alike)
    let step = max(1, sample.count / mostPlaylists)
    return stride(from: 0, to: sample.count, by: step).compactMap { position in
      let known = sample.tracks[position].compactMap { tracks[Int($0)] }
      guard known.count >= fewestTracks else { return nil }
      var sum = [Float](repeating: 0, count: index.dimension)
      for track in known { for (place, value) in index.row(track).enumerated() { sum[place] += value } }
      let square = Double(sum.reduce(0) { $0 + $1 * $1 })
      let count = Double(known.count)
      return (square - count) / (count * (count - 1))
    }
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
