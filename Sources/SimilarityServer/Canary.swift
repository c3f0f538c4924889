import Embeddings
import Similarity

extension SimilarityEngine {
  /// A question that the model must be able to answer: what is like its first track that has not been taken down.
  var canary: ShelfQuery? {
    let ids = model[.track].list.ids
    return (0..<ids.count).lazy.map { ItemID(.track, ids[$0]) }.first { !denied.contains($0) }
      .map { ShelfQuery(seeds: [$0], count: 1) }
  }

  /// Whether the question about its own first track gets a usable answer; a model of one recording has no other to name.
  var answersItsCanary: Bool {
    guard let canary else { return false }
    let answer = answer(canary)
    let groups = model[.track].list.groups
    return answer.seeds.allSatisfy { $0.status == .known } && answer.cards.allSatisfy { $0.score.isFinite }
      && (answer.cards.count == canary.count || groups.allSatisfy { $0 == groups[0] } || !denied.ids.isEmpty)
  }

  /// Brings the indexes into memory and asks a question for every kind and relation, so that what is worked out at the first
  /// is there before anybody waits.
  public func warm() {
    for kind in ItemKind.allCases {
      for relation in Relation.allCases { model[kind].index(relation).preload() }
    }
    // Found or not, all names have been folded.
    _ = find(" - ", limit: 1)
    guard let canary else { return }
    let labels = model.catalog.hasLabels ? Array(model.catalog.lazy.flatMap(\.labels).prefix(1)) : []
    for kind in ItemKind.allCases {
      for relation in [RelationChoice.alike, .together] {
        var query = canary
        query.to = kind
        query.relation = relation
        query.count = 10
        query.perArtist = 3
        query.wantsEvidence = true
        query.labels = labels
        _ = answer(query)
      }
    }
  }
}
