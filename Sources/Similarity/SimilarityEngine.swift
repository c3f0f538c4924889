import ANNIndex
import Embeddings

/// Answers questions from one model. CLI and HTTP both ask here, so they cannot disagree.
///
/// Immutable; any number of threads may ask at once.
public struct SimilarityEngine: Sendable {
  /// The model behind every answer.
  public let model: Model
  /// Items that have been taken down.
  public let denied: DenyList
  private let deniedOrdinals: [ItemKind: Set<Int>]

  /// Creates an engine.
  public init(model: Model, denied: DenyList = DenyList()) {
    self.model = model
    self.denied = denied
    deniedOrdinals =
      denied.ids.isEmpty
      ? [:] : Dictionary(uniqueKeysWithValues: ItemKind.allCases.map { ($0, denied.ordinals(of: $0, in: model)) })
  }

  /// Finds the items nearest to the seeds.
  ///
  /// Every known seed has a vector for the relation (``RelationVectors``). Walks of the graph around the mean of these
  /// vectors gather candidates, several times as many as cards; each is then scored against every seed and the scores are
  /// combined (``SeedCombination``). Seeds, excluded items and other releases of either are passed over, and so is every
  /// recording already in the answer and whatever a cap is full for; the search goes wider until the count is reached or
  /// nothing is left.
  ///
  /// - Parameter time: how long the search may take; nil means as long as it needs. An answer that is cut off says so in its
  ///   stamp.
  /// - Complexity: one walk of the graph, as a rule, and O(seeds x candidates x width); an exact question scores every
  ///   item.
  public func answer(_ query: ShelfQuery, within time: Duration? = nil) -> ShelfAnswer {
    answer(query, within: time, besides: [])
  }

  /// The same, with groups of the wanted kind that are shown elsewhere already.
  func answer(_ query: ShelfQuery, within time: Duration?, besides shown: Set<Int32>) -> ShelfAnswer {
    precondition(query.listener.map(accepts) ?? true, "the listener's vector is of this model's space")
    let deadline = time.map { Deadline(after: $0) } ?? .never
    let statuses = query.seeds.map { status(of: $0.id) }
    let collection = model[query.to]
    var found = Found()
    if collection.count == 0 {
      found.shortfall = .noItemsOfKind
    } else if query.listener == nil, statuses.allSatisfy({ $0.status != .known }) {
      found.shortfall = .noKnownSeed
    } else {
      let seeds = ShelfSeeds(of: query, in: model, ordinal: ordinal(of:))
      if seeds.center == nil {
        found.shortfall = .noDirection
      } else {
        found = nearest(to: seeds, for: query, in: collection, besides: shown, by: deadline)
      }
    }
    return ShelfAnswer(
      cards: cards(found.chosen, for: query), seeds: statuses,
      stamp: AnswerStamp(
        model: model.version, space: model.manifest.space, corpusUntil: model.manifest.corpus?.lastDate,
        level: found.isCut ? .reducedEffort : .full),
      shortfall: found.shortfall)
  }

  /// The row of an item in its collection, or nil when the model lacks it or it has been taken down.
  func ordinal(of id: ItemID) -> Int? {
    denied.contains(id) ? nil : model[id.kind].list.ids.ordinal(of: id.id)
  }

  /// What the model has to say of an item.
  func status(of id: ItemID) -> SeedStatus {
    SeedStatus(id: id, status: denied.contains(id) ? .denied : ordinal(of: id) == nil ? .unknown : .known)
  }

  /// Whether an item has been taken down.
  func isDenied(_ kind: ItemKind, _ ordinal: Int) -> Bool { deniedOrdinals[kind]?.contains(ordinal) ?? false }

  /// What a search has come to.
  private struct Found {
    var chosen: [ShelfSelection.Candidate] = []
    var shortfall: ShelfAnswer.Shortfall?
    var isCut = false
  }

  /// Widens the search until enough cards are found, every item has been seen, or time is up.
  private func nearest(
    to seeds: ShelfSeeds, for query: ShelfQuery, in collection: ItemCollection, besides shown: Set<Int32>,
    by deadline: Deadline
  ) -> Found {
    let list = collection.list
    let index = collection.index(query.relation)
    let passedOver = Set(
      (query.seeds.map(\.id) + query.exclude).filter { $0.kind == query.to }.compactMap { ordinal(of: $0) }.map {
        list.groups[$0]
      }
    ).union(shown)
    let denied = deniedOrdinals[query.to] ?? []
    let selection = ShelfSelection(
      query: query, collection: collection,
      labels: query.perArtist == nil && query.perAlbum == nil ? nil : model.labels(of: query.to), passedOver: passedOver
    )
    let filter = query.minimumSupport > 0 ? collection.filter(minimumSupport: query.minimumSupport) : nil
    let leastScore = query.minimumPercentile.map { bar(atPercentile: $0, of: seeds, query) }
    // Cut first: a count from outside may be any number.
    var width = min(query.count, list.count) + passedOver.count + denied.count
    if !seeds.isBlend || query.isReordered { width = max(Self.candidatesPerCard * width, Self.fewestCandidates) }
    // The nearest to the mean of several seeds are not those that score best: then every item is scored.
    if query.effort == .exact, !seeds.isBlend || query.isReordered { width = list.count }
    var found = Found()
    while true {
      width = min(width, list.count)
      var request = SearchRequest(
        k: width, effort: Self.effort(query.effort), filter: filter, budget: SearchBudget(deadline: deadline))
      if seeds.isBlend { request.minimumScore = leastScore }
      var ordinals: Set<Int> = []
      var hasAll = width == list.count
      for probe in seeds.probes {
        let answer = index.search(probe, request)
        ordinals.formUnion(answer.neighbors.map(\.ordinal))
        found.isCut = found.isCut || answer.isCut
        // What is left lies under the least score, or is not eligible.
        hasAll = hasAll || answer.shortfall == .belowMinimumScore || answer.shortfall == .noMoreRows
      }
      let sorted = ordinals.subtracting(denied).sorted()
      var candidates = zip(sorted, seeds.scores(of: sorted, in: index)).map { ordinal, scored in
        ShelfSelection.Candidate(ordinal: ordinal, score: scored.score, seed: scored.seed, rank: scored.score)
      }
      if let leastScore {
        let all = candidates.count
        candidates.removeAll { $0.score < leastScore }
        // Most of what was met is too far already, and farther still is what was not.
        hasAll = hasAll || candidates.count * 4 < all
      }
      found.chosen = selection.choose(among: candidates)
      if found.chosen.count == query.count { return found }
      if hasAll || found.isCut {
        found.shortfall = found.isCut ? .deadline : leastScore != nil ? .belowPercentile : .noMoreItems
        return found
      }
      width *= 4
    }
  }

  /// The score that beats a share of random pairs, by the kind of most of the seeds.
  private func bar(atPercentile percentile: Double, of seeds: ShelfSeeds, _ query: ShelfQuery) -> Float {
    model.percentiles(from: kind(ofMost: seeds, query), to: query.to, relation: query.relation)
      .score(atPercentile: percentile)
  }

  private func kind(ofMost seeds: ShelfSeeds, _ query: ShelfQuery) -> ItemKind {
    // A listener's vector is composed as a playlist's is.
    let kinds = seeds.positive.map { $0.place.map { query.seeds[$0].id.kind } ?? .playlist }
    return ItemKind.allCases.max { left, right in kinds.count { $0 == left } < kinds.count { $0 == right } } ?? .track
  }

  private static func effort(_ effort: ShelfQuery.Effort) -> SearchEffort {
    switch effort {
    case .standard: .standard
    case .recall(let recall): .recall(recall)
    case .exact: .exact
    }
  }

  /// Combining and reordering change the order of what lies around the mean of the seeds: so many candidates for a card kept
  /// it exact in nearly all questions.
  private static let candidatesPerCard = 4
  private static let fewestCandidates = 128

  private func cards(_ chosen: [ShelfSelection.Candidate], for query: ShelfQuery) -> [Card] {
    let list = model[query.to].list
    var finder = query.wantsEvidence ? model.sample.map { EvidenceFinder(model, $0) } : nil
    return chosen.map { candidate in
      let name = list.names[candidate.ordinal]
      let credit = list.credits[candidate.ordinal]
      let seed = candidate.seed.map { query.seeds[$0].id }
      let id = ItemID(query.to, list.ids[candidate.ordinal])
      let because = seed.flatMap { seed in
        ordinal(of: seed).flatMap { finder?.evidence(for: id, candidate.ordinal, beside: seed, $0) }
      }
      return Card(
        id: id, name: name.isEmpty ? nil : name,
        by: credit.isEmpty ? nil : credit, score: candidate.score,
        percentile: model.percentiles(from: seed?.kind ?? .playlist, to: query.to, relation: query.relation)
          .percentile(of: candidate.score),
        seed: seed, because: because)
    }
  }
}
