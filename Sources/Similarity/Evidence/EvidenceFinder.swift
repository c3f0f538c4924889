import Embeddings

/// Counts evidence for the cards of one answer: what is worked out for a seed serves all of its cards.
///
/// One finder is used by one thread.
struct EvidenceFinder: ~Copyable {
  private let model: Model
  private let sample: PlaylistSample
  private var profiles: [ItemID: Profile] = [:]
  /// How many playlists a track shares with the item at hand, by track; zero but for ``touched``.
  private var counts: [Int32] = []
  private var touched: [Int] = []

  /// What a seed has to do with playlists.
  private struct Profile {
    /// Its tracks, rising.
    let tracks: [Int32]
    /// The sampled playlists with any of its tracks; for a playlist none.
    let playlists: PlaylistSet
    /// How many playlists every track shares with it, by track; where there are any.
    let shared: [Int32: Int32]
  }

  /// The model must have been loaded with its catalog.
  init(_ model: Model, _ sample: PlaylistSample) {
    self.model = model
    self.sample = sample
    counts = [Int32](repeating: 0, count: sample.playlists.count)
  }

  /// The evidence for an item beside a seed, both by their ordinals.
  ///
  /// - Complexity: O(numbers of the item's lists) for items that share playlists; O(tracks of all its playlists) for a bridge.
  ///   For a new seed O(tracks of all its playlists) besides.
  mutating func evidence(for item: ItemID, _ ordinal: Int, beside seed: ItemID, _ seedOrdinal: Int) -> Evidence {
    let profile = profile(of: seed, seedOrdinal)
    switch (seed.kind, item.kind) {
    case (_, .playlist):
      return tracks(of: tracks(of: item.kind, ordinal), beside: profile, isPlaylist: seed.kind == .playlist)
    case (.playlist, _): return tracks(of: profile.tracks, beside: self.profile(of: item, ordinal), isPlaylist: false)
    default: break
    }
    let tracks = tracks(of: item.kind, ordinal)
    let playlists = PlaylistSet(of: tracks, in: sample)
    if let shared = shared(playlists.sharedCount(with: profile.playlists), profile.playlists.count, playlists.count) {
      return .playlists(shared)
    }
    return bridge(from: profile, to: tracks, playlists).map { .bridge($0) } ?? .nothing
  }

  /// What a count says, or nil when it is too small to tell.
  private func shared(_ both: Int, _ first: Int, _ second: Int) -> Evidence.Shared? {
    guard both >= Evidence.fewestPlaylists else { return nil }
    return Evidence.Shared(
      playlists: both, lift: Double(both) * Double(sample.count) / (Double(first) * Double(second)))
  }

  private func tracks(of playlist: [Int32], beside profile: Profile, isPlaylist: Bool) -> Evidence {
    let own = Set(profile.tracks)
    let common = playlist.count { track in
      own.contains(track) || !isPlaylist && (profile.shared[track] ?? 0) >= Evidence.fewestPlaylists
    }
    return common > 0 ? .tracks(common, of: playlist.count) : .nothing
  }

  /// The track whose weaker tie to both is strongest; of equal ones the most popular.
  private mutating func bridge(
    from profile: Profile, to tracks: [Int32], _ playlists: PlaylistSet
  ) -> Evidence.Bridge? {
    count(tracksOf: playlists)
    defer { clear() }
    let ends = Set(profile.tracks).union(tracks)
    var best: (track: Int, worth: Double, first: Evidence.Shared, second: Evidence.Shared)?
    for track in touched.sorted() where !ends.contains(Int32(track)) {
      let popularity = Int(sample.playlists.counts[track])
      guard let second = shared(Int(counts[track]), playlists.count, popularity),
        let first = shared(Int(profile.shared[Int32(track)] ?? 0), profile.playlists.count, popularity)
      else { continue }
      let worth = min(first.lift, second.lift)
      if worth > best?.worth ?? 0 { best = (track, worth, first, second) }
    }
    guard let best else { return nil }
    let list = model[.track].list
    let (name, credit) = (list.names[best.track], list.credits[best.track])
    return Evidence.Bridge(
      track: ItemID(.track, list.ids[best.track]), name: name.isEmpty ? nil : name, by: credit.isEmpty ? nil : credit,
      first: best.first, second: best.second)
  }

  private mutating func profile(of item: ItemID, _ ordinal: Int) -> Profile {
    if let known = profiles[item] { return known }
    let tracks = tracks(of: item.kind, ordinal)
    let playlists = item.kind == .playlist ? PlaylistSet(of: [], in: sample) : PlaylistSet(of: tracks, in: sample)
    count(tracksOf: playlists)
    defer { clear() }
    let shared = Dictionary(uniqueKeysWithValues: touched.map { (Int32($0), counts[$0]) })
    let made = Profile(tracks: tracks, playlists: playlists, shared: shared)
    profiles[item] = made
    return made
  }

  /// The tracks of an item, rising; of a playlist that is not in the sample none.
  private func tracks(of kind: ItemKind, _ ordinal: Int) -> [Int32] {
    switch kind {
    case .track: [Int32(ordinal)]
    case .album, .artist: Array(model.members(of: kind)[ordinal])
    case .playlist: sample.position(ofPlaylist: ordinal).map { sample.tracks[$0] } ?? []
    }
  }

  private mutating func count(tracksOf playlists: PlaylistSet) {
    playlists.forEachPlaylist { playlist in
      sample.tracks.forEach(in: playlist) { track in
        if counts[track] == 0 { touched.append(track) }
        counts[track] += 1
      }
    }
  }

  private mutating func clear() {
    for track in touched { counts[track] = 0 }
    touched.removeAll(keepingCapacity: true)
  }
}

/// Some of a sample's playlists: a bit for each.
private struct PlaylistSet {
  private var words: [UInt64]
  private(set) var count = 0

  /// The playlists with any of these tracks.
  init(of tracks: [Int32], in sample: PlaylistSample) {
    words = [UInt64](repeating: 0, count: (sample.count + 63) / 64)
    for track in tracks {
      sample.playlists.forEach(in: Int(track)) { words[$0 >> 6] |= 1 << UInt64($0 & 63) }
    }
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// How many playlists are in both.
  func sharedCount(with other: PlaylistSet) -> Int {
    words.indices.reduce(0) { $0 + (words[$1] & other.words[$1]).nonzeroBitCount }
  }

  func forEachPlaylist(_ body: (Int) -> Void) {
    for index in words.indices {
      var word = words[index]
      while word != 0 {
        body(index << 6 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
  }
}

extension PlaylistSample {
  /// The position in the sample of the model's playlist with that ordinal, or nil when it is not in the sample.
  func position(ofPlaylist ordinal: Int) -> Int? {
    var (low, high) = (0, ordinals.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(ordinals[middle]) < ordinal { low = middle + 1 } else { high = middle }
    }
    return low < ordinals.count && Int(ordinals[low]) == ordinal ? low : nil
  }
}

extension SimilarityEngine {
  /// Says why two items are similar.
  ///
  /// The model must have been loaded with ``ModelParts/explaining(_:_:)``.
  public func explain(_ first: ItemID, _ second: ItemID) -> Explanation {
    explain(first, second, by: model.sample)
  }

  /// The same with the counts of another reading of the corpus: `playlists` are sampled as the model's were.
  ///
  /// - Throws: `DataError` with code `cannotRead` when a temporary file of the corpus cannot be read.
  public func explain(_ first: ItemID, _ second: ItemID, recounting playlists: EncodedCorpus) throws -> Explanation {
    explain(
      first, second,
      by: try model.sample.map { try PlaylistSample(of: playlists, vocabulary: model.vocabulary, share: $0.share) })
  }

  private func explain(_ first: ItemID, _ second: ItemID, by sample: PlaylistSample?) -> Explanation {
    var nearness: [Relation: Explanation.Nearness] = [:]
    var evidence: Evidence?
    if let left = ordinal(of: first), let right = ordinal(of: second) {
      for relation in Relation.allCases {
        guard let seed = model.seedVector(first.kind, left, for: relation) else { continue }
        var score = model[second.kind].index(relation).scores(seed, of: [right])[0]
        if relation == .together, first.kind == .track, second.kind == .track {
          score += model.companions?.bonuses(of: [(left, 1)], totalWeight: 1)[right] ?? 0
        }
        nearness[relation] = Explanation.Nearness(
          score: score,
          percentile: model.percentiles(from: first.kind, to: second.kind, relation: relation).percentile(of: score))
      }
      if let sample {
        var finder = EvidenceFinder(model, sample)
        evidence = finder.evidence(for: second, right, beside: first, left)
      }
    }
    return Explanation(
      items: [status(of: first), status(of: second)], nearness: nearness, evidence: evidence,
      sampledPlaylists: sample?.count ?? 0, playlists: sample?.corpusPlaylists ?? 0, model: model.version)
  }
}
