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
    let eligible = request.filter?.eligibleCount ?? count
    let wanted = min(request.k, eligible)
    guard wanted > 0 else { return SearchAnswer(shortfall: request.k > 0 ? .noMoreRows : nil) }
    let prepared = PreparedQueries(query, count: 1, dimension: dimension, metric: metric)
    var search = Search(
      query: prepared[0], request: request, eligible: eligible, meter: SearchMeter(request.budget))
    // To a query of zeros all rows are alike, and no walk knows where to go.
    let canWalk = metric == .l2 || prepared.length(0) > 0
    // All in range may be few or all: ask for more until the last is out of range.
    search.wanted = request.minimumScore == nil ? wanted : min(wanted, Self.firstRange)
    // The query is looked at through a pointer, which keeps nothing alive.
    return withExtendedLifetime(prepared) {
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
  private struct Search {
    let query: UnsafePointer<Float>
    let request: SearchRequest
    let eligible: Int
    var meter: SearchMeter
    var wanted = 0

    /// Whether what may be returned is fewer rows than there are.
    var isLimited: Bool { request.filter != nil || request.isEligible != nil || request.grouping != nil }

    func answer(_ neighbors: [Neighbor], _ mode: SearchAnswer.Mode) -> SearchAnswer {
      SearchAnswer(
        neighbors: neighbors, mode: mode, isCut: meter.isCut, visited: meter.visited, computed: meter.computed)
    }
  }

  /// Walks, wider and wider, as long as that is cheaper than a scan; then scans.
  private func find(_ search: inout Search, width: Int?, plan: QueryPlanner.Plan?) -> SearchAnswer {
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
  private func walk(_ search: inout Search, beamWidth: Int) -> ([Neighbor], isSettled: Bool) {
    let values = UnsafeBufferPointer(start: search.query, count: dimension)
    return scratches.withScratch { scratch in
      switch walked {
      case .int8(let rows):
        return rows.withQuery(values) { rounded in
          if search.isLimited {
            // Among rounded rows near twins may change places: some to spare, and the choice is made by the rows themselves.
            let spare = max(search.wanted, min(beamWidth, 4 * search.wanted))
            let found = collect(rounded, over: rows, &search, spare, beamWidth: beamWidth, scratch)
            return (best(of: found.rows, search), found.isSettled)
          }
          var nothing = NoCollector()
          HNSWSearch(graph: graph, rows: rows).walk(
            rounded, beamWidth: beamWidth, scratch: scratch, collector: &nothing, meter: &search.meter)
          let near = rows.undecided(scratch.mutableCandidates, for: rounded, keeping: search.wanted)
          let kept = exact.rescore(near, for: search.query, keeping: search.wanted)
          return settled(UnsafeBufferPointer(rebasing: near[..<kept]), search)
        }
      case .float(let rows):
        if search.isLimited {
          let found = collect(
            search.query, over: rows, &search, search.wanted, beamWidth: beamWidth, scratch)
          return (found.rows.map(Neighbor.init), found.isSettled)
        }
        var nothing = NoCollector()
        HNSWSearch(graph: graph, rows: rows).walk(
          search.query, beamWidth: beamWidth, scratch: scratch, collector: &nothing, meter: &search.meter)
        return settled(scratch.candidates, search)
      }
    }
  }

  private func settled(_ nodes: UnsafeBufferPointer<Candidate>, _ search: Search) -> ([Neighbor], isSettled: Bool) {
    let found = equalRows.neighbors(nodes, wanted: search.wanted, filter: nil)
    return (found, found.count == search.wanted)
  }

  /// Walks and collects rows that may be returned; the node of each candidate is its row.
  private func collect<Rows: ScoredRows>(
    _ query: Rows.Query, over rows: Rows, _ search: inout Search, _ wanted: Int, beamWidth: Int,
    _ scratch: SearchScratch
  ) -> (rows: [Candidate], isSettled: Bool) {
    var collector = RowCollector(search.request, equalRows: equalRows, wanted: wanted)
    HNSWSearch(graph: graph, rows: rows).walk(
      query, beamWidth: beamWidth, scratch: scratch, collector: &collector, meter: &search.meter)
    let found = collector.sorted()
    guard found.count >= search.wanted else { return (found, false) }
    let candidates = scratch.candidates
    let isWithin =
      candidates.count < beamWidth || found[search.wanted - 1].score >= candidates[candidates.count - 1].score
    return (found, isWithin)
  }

  /// Scores collected rows exactly and chooses among them.
  private func best(of rows: [Candidate], _ search: Search) -> [Neighbor] {
    var best = TopCandidates(search.wanted, grouping: search.request.grouping)
    for row in rows {
      let score = exact.score(search.query, equalRows.node(of: Int(row.node)))
      best.insert(Candidate(score: score, node: row.node))
    }
    return best.sorted().map(Neighbor.init)
  }

  private func scan(_ search: inout Search) -> [Neighbor] {
    let rounded: QuantizedRows<Int8>? = if case .int8(let rows) = walked { rows } else { nil }
    return RowScans(exact: exact, rounded: rounded, equalRows: equalRows)
      .nearest(search.query, wanted: search.wanted, search.request, meter: &search.meter)
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
