import Embeddings

/// Two answers in one, so that what a listener takes tells which was better: team draft (Radlinski, Kurup and Joachims, 2008).
///
/// In each round both teams pick their best card that is not taken yet, the one that goes first by the toss of a coin. No recording
/// is taken twice, by whichever of the models tells it, and caps hold for both together.
struct TeamDraft {
  /// Decides the tosses.
  let seed: UInt64

  /// One answer and the engine it comes from.
  struct Team {
    let engine: SimilarityEngine
    let answer: ShelfAnswer
  }

  /// Mixes the answers of two teams.
  func pick(_ count: Int, from teams: [Team], perArtist: Int?, perAlbum: Int?) -> ShelfAnswer {
    precondition(teams.count == 2, "a draft is between two teams")
    var random = RandomSource(seed: seed)
    var taken = Taken(engines: teams.map(\.engine), perArtist: perArtist, perAlbum: perAlbum)
    var next = [0, 0]
    var picked: [Card] = []
    while picked.count < count {
      let first = Int(random.next() & 1)
      let before = picked.count
      for team in [first, 1 - first] where picked.count < count {
        let cards = teams[team].answer.cards
        while next[team] < cards.count {
          defer { next[team] += 1 }
          if taken.take(cards[next[team]]) {
            picked.append(cards[next[team]])
            break
          }
        }
      }
      if picked.count == before { break }
    }
    let answers = teams.map(\.answer)
    // A team that brought nothing, because its answer is of a level that is not accepted, is no part of this one.
    let heard = answers.contains { !$0.cards.isEmpty } ? answers.filter { !$0.cards.isEmpty } : answers
    let lower = heard.dropFirst().reduce(heard[0]) { $1.stamp.level > $0.stamp.level ? $1 : $0 }
    return ShelfAnswer(
      cards: picked, seeds: answers[0].seeds,
      stamp: answers[0].stamp.interleaved(with: answers[1].stamp, cards: picked, level: lower.stamp),
      isCut: answers.contains(where: \.isCut), eligible: answers[0].eligible,
      shortfall: picked.count == count ? nil : lower.shortfall ?? .noMoreItems)
  }

  /// What has been picked, as both models see it.
  private struct Taken {
    let engines: [SimilarityEngine]
    let perArtist: Int?
    let perAlbum: Int?
    private var groups: [Set<Int32>]
    private var ids: Set<ItemID> = []
    private var artists: [String: Int] = [:]
    private var albums: [String: Int] = [:]

    init(engines: [SimilarityEngine], perArtist: Int?, perAlbum: Int?) {
      self.engines = engines
      self.perArtist = perArtist
      self.perAlbum = perAlbum
      groups = engines.map { _ in [] }
    }

    /// Takes a card unless it, or another release of it, is there, or a cap is full.
    mutating func take(_ card: Card) -> Bool {
      guard !ids.contains(card.id) else { return false }
      let own = engines.map { engine in
        engine.ordinal(of: card.id).map { engine.model[card.id.kind].list.groups[$0] }
      }
      for (known, group) in zip(groups, own) { if let group, known.contains(group) { return false } }
      let parents = engines.lazy.compactMap { $0.parents(of: card.id) }.first
      if let cap = perArtist, let artist = parents?.artist, artists[artist, default: 0] >= cap { return false }
      if let cap = perAlbum, let album = parents?.album, albums[album, default: 0] >= cap { return false }
      ids.insert(card.id)
      for (engine, group) in own.enumerated() { if let group { groups[engine].insert(group) } }
      if let artist = parents?.artist { artists[artist, default: 0] += 1 }
      if let album = parents?.album { albums[album, default: 0] += 1 }
      return true
    }
  }
}

extension SimilarityEngine {
  /// The ids of the main artist and the album of a track, or of the artist of an album; nil when the model lacks the item.
  fileprivate func parents(of id: ItemID) -> (artist: String?, album: String?)? {
    guard let ordinal = ordinal(of: id) else { return nil }
    func name(_ kind: ItemKind, _ parent: Int32) -> String? { parent < 0 ? nil : model[kind].list.ids[Int(parent)] }
    switch id.kind {
    case .track: return (name(.artist, model.parents.artists[ordinal]), name(.album, model.parents.albums[ordinal]))
    case .album: return (name(.artist, model.albumArtists[ordinal]), nil)
    case .artist, .playlist: return (nil, nil)
    }
  }
}
