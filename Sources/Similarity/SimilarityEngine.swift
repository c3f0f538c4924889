import ANNIndex
import Embeddings

/// Answers questions from one model. CLI and HTTP both ask here, so they cannot disagree.
///
/// Immutable; any number of threads may ask at once.
public struct SimilarityEngine: Sendable {
  /// The model behind every answer.
  public let model: Model

  /// Creates an engine.
  public init(model: Model) { self.model = model }

  /// Finds the items nearest to the seeds.
  ///
  /// Every known seed has a vector for the relation (``RelationVectors``). One walk of the graph around the mean of
  /// these vectors gathers candidates, several times as many as cards; each is then scored against every seed, and the
  /// scores are pooled (``SeedPooling``), so that what is very near to some of the seeds comes before what is a little
  /// near to all. Seeds, excluded items and other releases of either are passed over, and so is every recording already
  /// in the answer; the search goes wider until the count is reached or nothing is left.
  ///
  /// - Complexity: one walk of the graph, as a rule, and O(seeds x candidates x width); an exact question scores every
  ///   item.
  public func answer(_ query: ShelfQuery) -> ShelfAnswer {
    let statuses = query.seeds.map { seed in
      SeedStatus(id: seed, status: ordinal(of: seed) == nil ? .unknown : .known)
    }
    let collection = model[query.to]
    var cards: [Card] = []
    var shortfall: ShelfAnswer.Shortfall?
    if collection.count == 0 {
      shortfall = .noItemsOfKind
    } else if statuses.allSatisfy({ $0.status == .unknown }) {
      shortfall = .noKnownSeed
    } else {
      let seeds = vectors(of: query.seeds, for: query.relation)
      if let center = Self.sum(seeds) {
        cards = nearest(to: seeds, around: center, for: query, in: collection)
        shortfall = cards.count < query.count ? .noMoreItems : nil
      } else {
        shortfall = .noDirection
      }
    }
    return ShelfAnswer(
      cards: cards, seeds: statuses, stamp: AnswerStamp(model: model.version, space: model.manifest.space),
      shortfall: shortfall)
  }

  /// The row of an item in its collection, or nil when the model lacks it.
  func ordinal(of id: ItemID) -> Int? { model[id.kind].list.ids.ordinal(of: id.id) }

  /// The vectors of the known seeds, each of length 1; a seed without a direction has none.
  private func vectors(of seeds: [ItemID], for relation: Relation) -> [[Float]] {
    seeds.compactMap { seed in
      ordinal(of: seed).flatMap { model[seed.kind].seed($0, for: relation, by: model.relations) }
    }
  }

  /// The sum of vectors, or nil when there is none or they cancel out.
  private static func sum(_ vectors: [[Float]]) -> [Float]? {
    guard var sum = vectors.first else { return nil }
    for vector in vectors.dropFirst() {
      for (index, value) in vector.enumerated() { sum[index] += value }
    }
    return sum.contains { $0 != 0 } ? sum : nil
  }

  /// Widens the search until enough cards are found or every item has been seen.
  private func nearest(
    to seeds: [[Float]], around center: [Float], for query: ShelfQuery, in collection: ItemCollection
  ) -> [Card] {
    let list = collection.list
    let index = collection.index(query.relation)
    let passedOver = Set(
      (query.seeds + query.exclude).filter { $0.kind == query.to }.compactMap { ordinal(of: $0) }.map {
        list.groups[$0]
      })
    // Cut first: a count from outside may be any number.
    var width = min(query.count, list.count) + passedOver.count
    if seeds.count > 1 { width = max(Self.candidatesPerCard * width, Self.fewestCandidates) }
    if query.isExact { width = list.count }
    while true {
      width = min(width, list.count)
      let candidates = pooled(
        query.isExact
          ? index.searchExactly(center, k: width) : index.search(center, k: width, effort: nil, filter: nil),
        seeds: seeds, in: index)
      var seen = passedOver
      var cards: [Card] = []
      for candidate in candidates where cards.count < query.count {
        guard seen.insert(list.groups[candidate.ordinal]).inserted else { continue }
        cards.append(card(of: query.to, list, candidate.ordinal, score: candidate.score))
      }
      if cards.count == query.count || width == list.count { return cards }
      width *= 4
    }
  }

  /// Candidates around the mean of several seeds, ordered by their pooled scores.
  private func pooled(_ candidates: [Neighbor], seeds: [[Float]], in index: HNSWIndex) -> [Neighbor] {
    guard seeds.count > 1 else { return candidates }
    let ordinals = candidates.map(\.ordinal)
    let scores = seeds.map { index.scores($0, of: ordinals) }
    return ordinals.enumerated().map { place, ordinal in
      Neighbor(ordinal: ordinal, score: SeedPooling.softMaximum.pool(scores.map { $0[place] }))
    }.sorted { $0.score != $1.score ? $0.score > $1.score : $0.ordinal < $1.ordinal }
  }

  /// Pooling reorders what lies around the mean of the seeds: so many candidates for a card kept its order exact in
  /// nearly all questions.
  private static let candidatesPerCard = 4
  private static let fewestCandidates = 128

  private func card(of kind: ItemKind, _ list: ItemList, _ ordinal: Int, score: Float) -> Card {
    let name = list.names[ordinal]
    let credit = list.credits[ordinal]
    return Card(
      id: ItemID(kind, list.ids[ordinal]), name: name.isEmpty ? nil : name, by: credit.isEmpty ? nil : credit,
      score: score)
  }
}
