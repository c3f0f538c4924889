import ANNIndex

/// Chooses the cards of a shelf among scored candidates: no recording twice, no more of one artist or album than wanted, and
/// where it is asked for not all the same.
struct ShelfSelection {
  /// An item that might become a card.
  struct Candidate {
    let ordinal: Int
    /// What a card shows.
    let score: Float
    /// The place of the seed that did most for it; nil for the listener.
    let seed: Int?
    /// What it is ordered by.
    var rank: Float
  }

  let query: ShelfQuery
  let collection: ItemCollection
  let labels: ItemLabels?
  /// Groups that are passed over: those of seeds and excluded items.
  let passedOver: Set<Int32>

  /// The chosen, in order: `count` of them where there are so many.
  func choose(among candidates: [Candidate]) -> [Candidate] {
    var groups = passedOver
    var artists: [UInt32: Int] = [:]
    var albums: [UInt32: Int] = [:]
    var chosen: [Candidate] = []
    var pending = ordered(candidates)
    while chosen.count < query.count, let next = next(from: &pending, after: chosen) {
      guard groups.insert(collection.list.groups[next.ordinal]).inserted else { continue }
      if let labels {
        let (artist, album) = (labels.artists[next.ordinal], labels.albums[next.ordinal])
        if let cap = query.perArtist, artists[artist, default: 0] >= cap { continue }
        if let cap = query.perAlbum, albums[album, default: 0] >= cap { continue }
        artists[artist, default: 0] += 1
        albums[album, default: 0] += 1
      }
      chosen.append(next)
    }
    return chosen
  }

  /// By falling rank; equal ones by ordinal, which is falling popularity.
  private func ordered(_ candidates: [Candidate]) -> Pending {
    var ranked = candidates
    if query.popularity != 0 || query.variation != nil {
      let band = band(of: candidates)
      for position in ranked.indices {
        ranked[position].rank += shift(of: ranked[position].ordinal, band: band)
      }
    }
    ranked.sort { $0.rank != $1.rank ? $0.rank > $1.rank : $0.ordinal < $1.ordinal }
    return Pending(
      candidates: ranked, nearestCard: Array(repeating: -.infinity, count: query.variety > 0 ? ranked.count : 0))
  }

  /// How far apart the scores of a shelf lie: what the dials move cards by.
  private func band(of candidates: [Candidate]) -> Float {
    let scores = candidates.map(\.score).sorted(by: >)
    guard let first = scores.first else { return 0 }
    return max(first - scores[min(2 * query.count, scores.count - 1)], 0.01)
  }

  private func shift(of ordinal: Int, band: Float) -> Float {
    var shift: Float = 0
    if query.popularity != 0 {
      shift += query.popularity * 2 * band * (collection.popularity(of: ordinal) - 0.5)
    }
    if let variation = query.variation {
      var random = RandomNumber(state: variation &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(ordinal))
      shift += band * 0.5 * random.unit()
    }
    return shift
  }

  /// Candidates that have not been taken, by rank, and how near each is to the nearest card.
  private struct Pending {
    var candidates: [Candidate]
    var nearestCard: [Float]
    var next = 0
    /// The last card whose nearness is counted in.
    var counted = 0
  }

  private func next(from pending: inout Pending, after chosen: [Candidate]) -> Candidate? {
    guard query.variety > 0 else {
      guard pending.next < pending.candidates.count else { return nil }
      defer { pending.next += 1 }
      return pending.candidates[pending.next]
    }
    guard !pending.candidates.isEmpty else { return nil }
    let index = collection.index(query.measure)
    while pending.counted < chosen.count {
      let card = index.row(chosen[pending.counted].ordinal)
      let near = index.scores(card, of: pending.candidates.map(\.ordinal))
      for position in near.indices {
        pending.nearestCard[position] = max(pending.nearestCard[position], near[position])
      }
      pending.counted += 1
    }
    var best = 0
    var bestWorth = -Float.infinity
    for position in pending.candidates.indices {
      let like = chosen.isEmpty ? 0 : pending.nearestCard[position]
      let worth = (1 - query.variety) * pending.candidates[position].rank - query.variety * like
      if worth > bestWorth { (best, bestWorth) = (position, worth) }
    }
    pending.nearestCard.remove(at: best)
    return pending.candidates.remove(at: best)
  }
}

/// Numbers that a seed decides (SplitMix64).
private struct RandomNumber {
  var state: UInt64

  /// A number in `0..<1`.
  mutating func unit() -> Float {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    mixed ^= mixed >> 31
    return Float(mixed >> 40) * 0x1p-24
  }
}
