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
  /// The question's vector is the mean of the known seeds' input vectors, each scaled to unit length, so that a seed
  /// with a long vector does not drown the others. It is compared by cosine with the input vectors of the wanted kind
  /// (`alike`) or with their context vectors (`together`). Seeds, excluded items and other releases of either are
  /// passed over, and so is every recording already in the answer; the search goes wider until the count is reached or
  /// nothing is left.
  ///
  /// - Complexity: one walk of the graph, as a rule; an exact question compares with every item.
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
    } else if let vector = blend(query.seeds) {
      cards = nearest(to: vector, for: query, in: collection)
      shortfall = cards.count < query.count ? .noMoreItems : nil
    } else {
      shortfall = .noDirection
    }
    return ShelfAnswer(
      cards: cards, seeds: statuses, stamp: AnswerStamp(model: model.version, space: model.manifest.space),
      shortfall: shortfall)
  }

  /// The row of an item in its collection, or nil when the model lacks it.
  func ordinal(of id: ItemID) -> Int? { model[id.kind].list.ids.ordinal(of: id.id) }

  /// The mean of the known seeds' unit vectors, or nil when there is none or they cancel out.
  private func blend(_ seeds: [ItemID]) -> [Float]? {
    var sum: [Float] = []
    for seed in seeds {
      guard let ordinal = ordinal(of: seed) else { continue }
      let matrix = model[seed.kind].matrix(.input)
      let norm = matrix.norm(ofRow: ordinal)
      guard norm > 0 else { continue }
      if sum.isEmpty { sum = [Float](repeating: 0, count: matrix.dimension) }
      for (index, value) in matrix.row(ordinal).enumerated() { sum[index] += value / norm }
    }
    return sum.contains { $0 != 0 } ? sum : nil
  }

  /// Widens the search until enough cards are found or every item has been seen.
  private func nearest(to vector: [Float], for query: ShelfQuery, in collection: ItemCollection) -> [Card] {
    let list = collection.list
    let index = collection.index(query.relation.role)
    let passedOver = Set(
      (query.seeds + query.exclude).filter { $0.kind == query.to }.compactMap { ordinal(of: $0) }.map {
        list.groups[$0]
      })
    // Cut first: a count from outside may be any number.
    var width = min(query.count, list.count) + passedOver.count
    while true {
      width = min(width, list.count)
      var seen = passedOver
      var cards: [Card] = []
      let neighbors =
        query.isExact
        ? index.searchExactly(vector, k: width) : index.search(vector, k: width, effort: nil, filter: nil)
      for neighbor in neighbors where cards.count < query.count {
        guard seen.insert(list.groups[neighbor.ordinal]).inserted else { continue }
        cards.append(card(of: query.to, list, neighbor.ordinal, score: neighbor.score))
      }
      if cards.count == query.count || width == list.count { return cards }
      width *= 4
    }
  }

  private func card(of kind: ItemKind, _ list: ItemList, _ ordinal: Int, score: Float) -> Card {
    let name = list.names[ordinal]
    let credit = list.credits[ordinal]
    return Card(
      id: ItemID(kind, list.ids[ordinal]), name: name.isEmpty ? nil : name, by: credit.isEmpty ? nil : credit,
      score: score)
  }
}
