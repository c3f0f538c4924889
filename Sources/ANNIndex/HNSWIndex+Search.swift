extension HNSWIndex {
  /// The nearest rows, most of them: what share is the recall, and the effort is what it depends on.
  ///
  /// Small indexes, large `k` and narrow filters are answered by a scan, where that is cheaper than a walk. A walk that
  /// has not found enough, or what it found lies farther out than it has looked, is done again wider, and in the end
  /// replaced by a scan: so all `k` rows are returned whenever so many are eligible. Equal rows are all returned, by
  /// rising ordinal.
  ///
  /// - Complexity: a walk scores about 16 rows for each unit of its width, a scan all eligible ones.
  public func search(_ query: [Float], _ request: SearchRequest) -> SearchAnswer {
    search(query, request, plan: nil)
  }

  /// Searches, the first time in a given way where there is one.
  func search(_ query: [Float], _ request: SearchRequest, plan: QueryPlanner.Plan?) -> SearchAnswer {
    checkDoor(queries: query, queryCount: 1, request)
    let prepared = PreparedQueries(query, count: 1, dimension: dimension, metric: metric)
    return search(SingleTarget(prepared, 0, dimension: dimension), request, plan: plan)
  }

  /// The rows that several queries asked as one are nearest to, most of them.
  ///
  /// As ``search(_:_:)-([Float],_)``, with joint scores: within 3e-6 of what ``scores(batch:of:)`` combines to.
  ///
  /// - Complexity: a walk compares about 16 rows for each unit of its width with every query; a row is fetched once.
  public func search(_ query: JointQuery, _ request: SearchRequest) -> SearchAnswer {
    checkDoor(queries: query.wanted, queryCount: query.weights.count, request)
    checkDoor(queries: query.unwanted, queryCount: query.unwanted.count / dimension, request)
    return search(JointTarget(query, dimension: dimension, metric: metric), request, plan: nil)
  }

  private func search(_ target: some SearchTarget, _ request: SearchRequest, plan: QueryPlanner.Plan?) -> SearchAnswer {
    let eligible = request.filter?.eligibleCount ?? count
    let wanted = min(request.k, eligible)
    guard wanted > 0 else { return SearchAnswer(shortfall: request.k > 0 ? .noMoreRows : nil) }
    var search = Search(target: target, request: request, eligible: eligible, meter: SearchMeter(request.budget))
    search.entries = request.entries.map { equalRows.node(of: $0) }
    let canWalk = metric == .l2 || target.hasDirection
    // All in range may be few or all: ask for more until the last is out of range.
    search.wanted = request.minimumScore == nil ? wanted : min(wanted, Self.firstRange)
    // Queries are looked at through pointers, which keep nothing alive.
    return withExtendedLifetime(target) {
      while true {
        let width = canWalk ? width(of: request.effort, k: search.wanted) : nil
        var answer = find(&search, width: width, plan: canWalk ? plan : .scan)
        if let least = request.minimumScore, !answer.isCut, answer.neighbors.count == search.wanted,
          let last = answer.neighbors.last, last.score >= least, search.wanted < wanted
        {
          search.wanted = min(wanted, 4 * search.wanted)
          continue
        }
        answer.close(request, eligible: eligible)
        return answer
      }
    }
  }

  /// How many rows a search by ``SearchRequest/minimumScore`` asks for at first.
  private static let firstRange = 64

  /// The width of a walk, or nil where only a scan will do.
  private func width(of effort: SearchEffort, k: Int) -> Int? {
    switch effort {
    case .standard: return parameters.defaultSearchBeamWidth
    case .width(let width):
      precondition(width >= 1, "a search cannot have a width of \(width)")
      return width
    case .recall(let recall):
      precondition(recall > 0 && recall <= 1, "a recall is over 0 and at most 1, not \(recall)")
      return effortCurve.effort(atRecall: recall, k: k)
    case .exact: return nil
    }
  }

  /// What the ways to answer one query have in common.
  private struct Search<Target: SearchTarget> {
    let target: Target
    let request: SearchRequest
    let eligible: Int
    var meter: SearchMeter
    var wanted = 0
    var entries: [UInt32] = []

    /// Whether what may be returned is fewer rows than there are.
    var isLimited: Bool { request.filter != nil || request.isEligible != nil || request.grouping != nil }

    func answer(_ neighbors: [Neighbor], _ mode: SearchAnswer.Mode) -> SearchAnswer {
      SearchAnswer(
        neighbors: neighbors, mode: mode, isCut: meter.isCut, visited: meter.visited, computed: meter.computed)
    }
  }

  /// Walks, wider and wider, as long as that is cheaper than a scan; then scans.
  private func find(_ search: inout Search<some SearchTarget>, width: Int?, plan: QueryPlanner.Plan?) -> SearchAnswer {
    var plan = plan
    var width = width
    while let asked = width {
      let next =
        plan
        ?? QueryPlanner.plan(
          count: count, eligible: search.eligible, k: search.wanted, effort: asked,
          comparisons: search.request.budget?.comparisons)
      guard case .walk(let beamWidth) = next else { break }
      plan = nil
      let (found, isSettled) = walk(&search, beamWidth: min(max(beamWidth, search.wanted), max(count, 1)))
      if isSettled || search.meter.isCut { return search.answer(found, .walk) }
      // A walk as wide as the index meets all that links lead to.
      width = beamWidth < graph.nodeCount ? 2 * asked : nil
    }
    let found = scan(&search)
    return search.answer(found, .scan)
  }

  /// Walks once.
  ///
  /// - Returns: what was found, and whether that is settled: enough rows, none of which lies farther out than the walk has
  ///   looked. Past that edge it meets rows by chance.
  private func walk(
    _ search: inout Search<some SearchTarget>, beamWidth: Int
  ) -> ([Neighbor], isSettled: Bool) {
    let target = search.target
    let exact = target.exact(exact)
    return scratches.withScratch { scratch in
      switch walked {
      case .int8(let codes):
        return target.withRounded(codes) { rows, rounded in
          if search.isLimited {
            // Among rounded rows near twins may change places: some to spare, and the choice is made by the rows themselves.
            let spare = max(search.wanted, min(beamWidth, 4 * search.wanted))
            let found = collect(rounded, over: rows, &search, spare, beamWidth: beamWidth, scratch)
            return (best(of: found.rows, search), found.isSettled)
          }
          candidates(for: rounded, over: rows, &search, beamWidth: beamWidth, scratch)
          let near = codes.undecided(
            scratch.mutableCandidates, step: target.step(of: rounded), keeping: search.wanted)
          let kept = exact.rescore(near, for: target.exactQuery, keeping: search.wanted)
          return settled(UnsafeBufferPointer(rebasing: near[..<kept]), wanted: search.wanted)
        }
      case .float:
        if search.isLimited {
          let found = collect(
            target.exactQuery, over: exact, &search, search.wanted, beamWidth: beamWidth, scratch)
          return (found.rows.map(Neighbor.init), found.isSettled)
        }
        candidates(for: target.exactQuery, over: exact, &search, beamWidth: beamWidth, scratch)
        return settled(scratch.candidates, wanted: search.wanted)
      }
    }
  }

  /// Walks and leaves the candidates in the scratch.
  private func candidates<Rows: ScoredRows>(
    for query: Rows.Query, over rows: Rows, _ search: inout Search<some SearchTarget>, beamWidth: Int,
    _ scratch: SearchScratch
  ) {
    var nothing = NoCollector()
    HNSWSearch(graph: graph, rows: rows).walk(
      query, from: search.entries, beamWidth: beamWidth, scratch: scratch, collector: &nothing, meter: &search.meter)
  }

  private func settled(_ nodes: UnsafeBufferPointer<Candidate>, wanted: Int) -> ([Neighbor], isSettled: Bool) {
    let found = equalRows.neighbors(nodes, wanted: wanted, filter: nil)
    return (found, found.count == wanted)
  }

  /// Walks and collects rows that may be returned; the node of each candidate is its row.
  private func collect<Rows: ScoredRows>(
    _ query: Rows.Query, over rows: Rows, _ search: inout Search<some SearchTarget>, _ wanted: Int, beamWidth: Int,
    _ scratch: SearchScratch
  ) -> (rows: [Candidate], isSettled: Bool) {
    var collector = RowCollector(search.request, equalRows: equalRows, wanted: wanted)
    HNSWSearch(graph: graph, rows: rows).walk(
      query, from: search.entries, beamWidth: beamWidth, scratch: scratch, collector: &collector, meter: &search.meter)
    let found = collector.sorted()
    guard found.count >= search.wanted else { return (found, false) }
    let candidates = scratch.candidates
    let isWithin =
      candidates.count < beamWidth || found[search.wanted - 1].score >= candidates[candidates.count - 1].score
    return (found, isWithin)
  }

  /// Scores collected rows exactly and chooses among them.
  private func best(of rows: [Candidate], _ search: Search<some SearchTarget>) -> [Neighbor] {
    var best = TopCandidates(search.wanted, grouping: search.request.grouping)
    let (exact, query) = (search.target.exact(exact), search.target.exactQuery)
    for row in rows {
      let score = exact.score(query, equalRows.node(of: Int(row.node)))
      best.insert(Candidate(score: score, node: row.node))
    }
    return best.sorted().map(Neighbor.init)
  }

  private func scan(_ search: inout Search<some SearchTarget>) -> [Neighbor] {
    let rounded: QuantizedRows<Int8>? = if case .int8(let rows) = walked { rows } else { nil }
    return RowScans(exact: exact, rounded: rounded, equalRows: equalRows)
      .nearest(search.target, wanted: search.wanted, search.request, meter: &search.meter)
  }
}

extension SearchAnswer {
  /// Drops what is out of range and says why there are fewer rows than asked for.
  mutating func close(_ request: SearchRequest, eligible: Int) {
    let inRange = neighbors.count
    if let least = request.minimumScore {
      neighbors.removeSubrange((neighbors.firstIndex { $0.score < least } ?? neighbors.count)...)
    }
    guard neighbors.count < request.k else { return }
    shortfall =
      if neighbors.count < inRange {
        .belowMinimumScore
      } else if isCut {
        .budget
      } else if request.grouping != nil, neighbors.count < eligible {
        .groupsExhausted
      } else {
        .noMoreRows
      }
  }
}
