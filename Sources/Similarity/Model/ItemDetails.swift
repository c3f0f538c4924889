import Embeddings

/// What a model knows of one item.
public struct ItemDetails: Sendable, Equatable {
  /// The item.
  public let id: ItemID
  /// Its title or name, or nil when the model has no catalog that knows it.
  public let name: String?
  /// Who it is by, for tracks and albums with a catalog.
  public let by: String?
  /// How often its tracks occur in the corpus; for a playlist, how many tracks it has.
  public let support: Int
  /// The album of a track, when the catalog names one.
  public let album: ItemID?
  /// The artists of a track, main artist first.
  public let artists: [ItemID]
  /// The recording id of a track, when the catalog has one.
  public let recording: String?
  /// The length of a track in seconds, when the catalog has it.
  public let seconds: Int?
}

extension SimilarityEngine {
  /// What the model knows of an item, or nil when it has no such item.
  public func item(_ id: ItemID) -> ItemDetails? {
    ordinal(of: id).map { details(id.kind, $0) }
  }

  /// Items whose id, name or credit holds every word of a text, without regard to letter case and accents.
  ///
  /// Whole names come before names that start so, these before the rest, and the popular before the rare.
  ///
  /// - Complexity: O(all names of the kinds asked for), some milliseconds for a hundred thousand; the first time each name is
  ///   folded, which takes about a microsecond.
  public func find(_ text: String, kinds: [ItemKind] = ItemKind.allCases, limit: Int = 20) -> [ItemDetails] {
    precondition(limit >= 1, "a limit is at least 1")
    let words = text.split(whereSeparator: \.isWhitespace).map { NameIndex.folded(String($0)) }.filter { !$0.isEmpty }
    guard !words.isEmpty else { return [] }
    let whole = Array(words.joined(separator: [UInt8(ascii: " ")]))
    var hits: [(rank: Int, support: Int, kind: ItemKind, ordinal: Int)] = []
    for kind in kinds {
      let supports = model[kind].list.supports
      for (ordinal, rank) in model.names(of: kind).items(holding: words, whole: whole)
      where !isDenied(kind, ordinal) {
        hits.append((rank.rawValue, supports[ordinal], kind, ordinal))
      }
    }
    hits.sort {
      ($0.rank, -$0.support, $0.kind.rawValue, $0.ordinal) < ($1.rank, -$1.support, $1.kind.rawValue, $1.ordinal)
    }
    return hits.prefix(limit).map { details($0.kind, $0.ordinal) }
  }

  private func details(_ kind: ItemKind, _ ordinal: Int) -> ItemDetails {
    let list = model[kind].list
    let name = list.names[ordinal]
    let credit = list.credits[ordinal]
    let track = kind == .track ? model.catalog.track(list.ids[ordinal]) : nil
    return ItemDetails(
      id: ItemID(kind, list.ids[ordinal]), name: name.isEmpty ? nil : name, by: credit.isEmpty ? nil : credit,
      support: list.supports[ordinal], album: track?.albumID.map { ItemID(.album, $0) },
      artists: track?.artists.map { ItemID(.artist, $0.id) } ?? [], recording: track?.recordingID,
      seconds: track?.durationSeconds)
  }
}
