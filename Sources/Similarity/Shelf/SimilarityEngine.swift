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
  /// The label that the model was chosen by; nil for a version that was named.
  public let label: String?
  /// The version that should answer and cannot be loaded; nil when the model is the one that should.
  public let standsInFor: String?
  /// Names what answers hang on besides the question: the model, what has been taken down, and whether it stands in for another.
  public let fingerprint: String
  private let deniedOrdinals: [ItemKind: Set<Int>]

  /// Creates an engine.
  public init(model: Model, denied: DenyList = DenyList(), label: String? = nil, standingInFor: String? = nil) {
    self.model = model
    self.denied = denied
    self.label = label
    standsInFor = standingInFor
    fingerprint = Checksum.ofBytes(
      Array(
        ([model.version, standingInFor ?? "", label ?? ""] + denied.ids.map(\.description).sorted()).joined(
          separator: "\n"
        ).utf8))
    deniedOrdinals =
      denied.ids.isEmpty
      ? [:] : Dictionary(uniqueKeysWithValues: ItemKind.allCases.map { ($0, denied.ordinals(of: $0, in: model)) })
  }

  /// The same engine with other items taken down.
  public func with(denied: DenyList) -> SimilarityEngine {
    SimilarityEngine(model: model, denied: denied, label: label, standingInFor: standsInFor)
  }

  /// The same engine in the place of a version that cannot be loaded; nil for none.
  public func standing(inFor version: String?) -> SimilarityEngine {
    SimilarityEngine(model: model, denied: denied, label: label, standingInFor: version)
  }

  /// Finds the items nearest to the seeds.
  ///
  /// Every known seed has a vector for the relation (`RelationVectors`). An item is scored against every seed and the scores are
  /// combined (``SeedCombination``); a walk of the graph goes where that score rises (`JointQuery`). Tracks wanted *together*
  /// with tracks are scored by the playlists that they share besides (`Companions`), and those that share most are
  /// candidates too. Seeds, excluded items and other releases of
  /// either are passed over, and so is every recording already in the answer and whatever a cap is full for; the search
  /// goes wider until the count is reached or nothing is left.
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
    let filter = filter(for: query, in: collection)
    var found = Found()
    if collection.count == 0 {
      found.shortfall = .noItemsOfKind
    } else if query.listener == nil, statuses.allSatisfy({ $0.used == nil }) {
      found.shortfall = .noKnownSeed
      if query.accept >= .popular, query.to != .playlist {
        found = popular(for: query, in: collection, filter, besides: shown)
        found.level = .popular
      }
    } else {
      let seeds = ShelfSeeds(of: query, used: used(statuses), in: model)
      if seeds.center == nil {
        found.shortfall = .noDirection
      } else {
        found = nearest(to: seeds, for: query, in: collection, filter, besides: shown, by: deadline)
      }
      if query.listener == nil, statuses.allSatisfy({ $0.status != .known }) { found.level = .backedOff }
    }
    if found.isCut { found.level = max(found.level, .reducedEffort) }
    if standsInFor != nil { found.level = max(found.level, .previousModel) }
    if found.level > query.accept {
      found.chosen = []
      found.shortfall = .levelNotAccepted
    }
    let cards = cards(found.chosen, statuses, for: query, isCompared: found.level != .popular)
    return ShelfAnswer(
      cards: cards, seeds: statuses, stamp: stamp(cards, level: found.level, relation: query.measure),
      isCut: found.isCut, eligible: filter?.eligibleCount ?? collection.count, shortfall: found.shortfall)
  }

  /// The row of an item in its collection, or nil when the model lacks it or it has been taken down.
  func ordinal(of id: ItemID) -> Int? {
    denied.contains(id) ? nil : model[id.kind].list.ids.ordinal(of: id.id)
  }

  /// What the model has to say of an item.
  public func status(of id: ItemID) -> SeedStatus {
    if denied.contains(id) { return SeedStatus(id: id, status: .denied) }
    if ordinal(of: id) != nil { return SeedStatus(id: id, status: .known) }
    guard let standIn = model.standIn(for: id), !denied.contains(standIn) else {
      return SeedStatus(id: id, status: .unknown)
    }
    return SeedStatus(id: id, status: .backedOff, standIn: standIn)
  }

  /// What each seed is asked with, and its ordinal.
  func used(_ seeds: [SeedStatus]) -> [(id: ItemID, ordinal: Int)?] {
    seeds.map { seed in seed.used.flatMap { id in ordinal(of: id).map { (id: id, ordinal: $0) } } }
  }

  /// Whether an item has been taken down.
  func isDenied(_ kind: ItemKind, _ ordinal: Int) -> Bool { deniedOrdinals[kind]?.contains(ordinal) ?? false }

  /// What a search has come to.
  private struct Found {
    var chosen: [ShelfSelection.Candidate] = []
    var shortfall: ShelfAnswer.Shortfall?
    var isCut = false
    var level = AnswerLevel.full
  }

  /// What occurs most, as far as the question allows it.
  private func popular(
    for query: ShelfQuery, in collection: ItemCollection, _ filter: Filter?, besides shown: Set<Int32>
  ) -> Found {
    let selection = selection(for: query, in: collection, besides: shown)
    let denied = deniedOrdinals[query.to] ?? []
    var found = Found()
    var width = min(query.count, collection.count)
    while true {
      width = min(4 * width, collection.count)
      // Items are numbered by falling popularity.
      let candidates = (0..<width).filter { !denied.contains($0) && filter?.contains($0) ?? true }.map {
        ShelfSelection.Candidate(ordinal: $0, score: 0, seed: nil, rank: -Float($0))
      }
      found.chosen = selection.choose(among: candidates)
      if found.chosen.count == query.count { return found }
      if width == collection.count {
        found.shortfall = .noMoreItems
        return found
      }
    }
  }

  private func selection(
    for query: ShelfQuery, in collection: ItemCollection, besides shown: Set<Int32>
  ) -> ShelfSelection {
    let passedOver = (query.seeds.map(\.id) + query.exclude).filter { $0.kind == query.to }
      .compactMap { ordinal(of: $0) }.map { collection.list.groups[$0] }
    return ShelfSelection(
      query: query, collection: collection,
      labels: query.perArtist == nil && query.perAlbum == nil ? nil : model.labels(of: query.to),
      passedOver: shown.union(passedOver))
  }

  private func filter(for query: ShelfQuery, in collection: ItemCollection) -> Filter? {
    var filter = query.minimumSupport > 0 ? collection.filter(minimumSupport: query.minimumSupport) : nil
    if !query.labels.isEmpty {
      let labelled = model.filters.items(query.to, with: query.labels, count: collection.count)
      if filter == nil { filter = labelled } else { filter?.formIntersection(labelled) }
    }
    return filter
  }

  /// Widens the search until enough cards are found, every item has been seen, or time is up.
  private func nearest(
    to seeds: ShelfSeeds, for query: ShelfQuery, in collection: ItemCollection, _ filter: Filter?,
    besides shown: Set<Int32>, by deadline: Deadline
  ) -> Found {
    let list = collection.list
    let index = collection.index(query.measure)
    let denied = deniedOrdinals[query.to] ?? []
    let selection = selection(for: query, in: collection, besides: shown)
    let leastScore = query.minimumPercentile.map { bar(atPercentile: $0, of: seeds, query) }
    // Cut first: a count from outside may be any number.
    var width = min(query.count, list.count)
    let pool = query.isReordered ? Self.poolOfReordered : seeds.areOrderedByIndex ? nil : Self.poolOfMany
    if let pool { width = max(pool.perCard * width, pool.least) }
    width += selection.passedOver.count + denied.count
    if query.effort == .exact, pool != nil { width = list.count }
    var found = Found()
    while true {
      width = min(width, list.count)
      var request = SearchRequest(
        k: width, effort: Self.effort(query.effort), filter: filter, budget: SearchBudget(deadline: deadline))
      if seeds.areScoredByIndex { request.minimumScore = leastScore }
      // All of one seed's: what is none of them is ordered by its cosine alone, and the search has the nearest of those.
      let companions = seeds.companions(upTo: leastScore == nil ? max(width, Companions.mostPerTrack) : list.count)
      if query.to == .track { request.entries = seeds.entries + companions }
      let answer = seeds.nearest(in: index, request)
      var ordinals = answer.neighbors.map(\.ordinal)
      found.isCut = found.isCut || answer.isCut
      // What is left lies under the least score, or is not eligible.
      var hasAll = width == list.count || answer.shortfall == .belowMinimumScore || answer.shortfall == .noMoreRows
      for ordinal in companions where filter?.contains(ordinal) ?? true { ordinals.append(ordinal) }
      var sorted: [Int] = []
      for ordinal in ordinals.sorted() where ordinal != sorted.last && !denied.contains(ordinal) {
        sorted.append(ordinal)
      }
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
    model.percentiles(from: kind(ofMost: seeds), to: query.to, relation: query.measure)
      .score(atPercentile: percentile)
  }

  private func kind(ofMost seeds: ShelfSeeds) -> ItemKind {
    let kinds = seeds.positive.map(\.kind)
    return ItemKind.allCases.max { left, right in kinds.count { $0 == left } < kinds.count { $0 == right } } ?? .track
  }

  private static func effort(_ effort: ShelfQuery.Effort) -> SearchEffort {
    switch effort {
    case .standard: .standard
    case .recall(let recall): .recall(recall)
    case .exact: .exact
    }
  }

  /// How many candidates there are where cards are ordered by more than their scores.
  private static let poolOfReordered = (perCard: 4, least: 128)
  /// How many where there are so many seeds that the index orders items only nearly as their scores do.
  private static let poolOfMany = (perCard: 2, least: 64)

  func cards(
    _ chosen: [ShelfSelection.Candidate], _ seeds: [SeedStatus], for query: ShelfQuery, isCompared: Bool
  ) -> [Card] {
    let list = model[query.to].list
    list.prefetchTexts(of: chosen.lazy.map(\.ordinal))
    var finder = query.wantsEvidence ? model.sample.map { EvidenceFinder(model, $0) } : nil
    return chosen.map { candidate in
      let name = list.names[candidate.ordinal]
      let credit = list.credits[candidate.ordinal]
      let seed = candidate.seed.map { seeds[$0] }
      let id = ItemID(query.to, list.ids[candidate.ordinal])
      let because = seed?.used.flatMap { seed in
        ordinal(of: seed).flatMap { finder?.evidence(for: id, candidate.ordinal, beside: seed, $0) }
      }
      // A listener's vector is composed as a playlist's is.
      let percentile =
        isCompared
        ? model.percentiles(from: seed?.used?.kind ?? .playlist, to: query.to, relation: query.measure)
          .percentile(of: candidate.score) : 0
      return Card(
        id: id, name: name.isEmpty ? nil : name, by: credit.isEmpty ? nil : credit, score: candidate.score,
        percentile: percentile, seed: seed?.id, because: because)
    }
  }

  /// What stands in the stamp of every answer.
  public var stamp: AnswerStamp {
    stamp([], level: standsInFor == nil ? .full : .previousModel, relation: .alike)
  }

  func stamp(_ cards: [Card], level: AnswerLevel, relation: Relation) -> AnswerStamp {
    let reason: String? =
      switch level {
      case .full: nil
      case .reducedEffort: "the time was up"
      case .previousModel: "\(standsInFor ?? "the current model") cannot be loaded"
      case .backedOff: "none of the seeds is in the model"
      case .popular: "nothing is known of the seeds"
      }
    return AnswerStamp(
      id: AnswerStamp.id(of: cards, from: [model.version, relation.rawValue, "\(level.rawValue)"]),
      model: model.version, label: label,
      built: model.built, variant: nil, space: model.manifest.space,
      corpusUntil: model.manifest.corpus?.lastDate, relation: relation, level: level, reason: reason)
  }
}
