import Embeddings

/// Given items in the order of their scores, as a question would score them.
public struct CandidateScores: Sendable, Equatable {
  /// The candidates that the model knows, best first; equal scores by ordinal.
  public let cards: [Card]
  /// Those that it does not know or that have been taken down, in the order given.
  public let unknown: [ItemID]
  /// What became of the seeds.
  public let seeds: [SeedStatus]
  /// The model behind the scores.
  public let stamp: AnswerStamp
}

extension SimilarityEngine {
  /// Scores items that somebody else has chosen: what a question's seeds, listener, relation, combination and half-life say of
  /// them. Its other settings choose items, and are not looked at.
  ///
  /// - Parameters:
  ///   - candidates: items of the kind that the question wants, in any order; repeated ones count once.
  /// - Returns: nil where none of the seeds can be used, or they cancel out.
  /// - Complexity: O(seeds x candidates x width).
  public func score(_ candidates: [ItemID], for query: ShelfQuery) -> CandidateScores? {
    precondition(candidates.allSatisfy { $0.kind == query.to }, "candidates are of the kind asked for")
    precondition(query.listener.map(accepts) ?? true, "the listener's vector is of this model's space")
    let statuses = query.seeds.map { status(of: $0.id) }
    let seeds = ShelfSeeds(of: query, used: used(statuses), in: model)
    guard seeds.center != nil else { return nil }
    let known = Array(Set(candidates.compactMap { ordinal(of: $0) })).sorted()
    let scored = zip(known, seeds.scores(of: known, in: model[query.to].index(query.measure))).map { ordinal, scored in
      ShelfSelection.Candidate(ordinal: ordinal, score: scored.score, seed: scored.seed, rank: scored.score)
    }.sorted { ($0.rank, $1.ordinal) > ($1.rank, $0.ordinal) }
    let cards = cards(scored, statuses, for: query, isCompared: true)
    var seen: Set<ItemID> = []
    return CandidateScores(
      cards: cards, unknown: candidates.filter { ordinal(of: $0) == nil && seen.insert($0).inserted }, seeds: statuses,
      stamp: stamp(cards, level: standsInFor == nil ? .full : .previousModel, relation: query.measure))
  }
}
