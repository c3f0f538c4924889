/// Answers by scoring every row that may be returned, in the cheapest form that gives the exact answer.
struct RowScans {
  let exact: FloatRows
  /// The same rows, rounded, where there are such.
  let rounded: QuantizedRows<Int8>?
  let equalRows: EqualRows

  /// Fewer rows are scored as they are: they lie in a cache, and what is undecided among them is scored twice.
  private static let fewestRounded = 4096

  /// The nearest rows, by the filter and the grouping of a request.
  ///
  /// - Parameters:
  ///   - target: prepared for the rows' metric.
  ///   - wanted: how many rows, at least 1.
  func nearest(
    _ target: some SearchTarget, wanted: Int, _ request: SearchRequest, meter: inout SearchMeter
  ) -> [Neighbor] {
    let (exact, query) = (target.exact(exact), target.exactQuery)
    let rows = self.exact.rows
    let named = request.filter.map { equalRows.nodes(of: $0) }
    if request.grouping != nil || request.isEligible != nil {
      // The best of each group cannot be told from rounded rows.
      var best = RowCollector(request, equalRows: equalRows, wanted: wanted)
      scan(exact, query, only: named, into: &best, meter: &meter)
      return best.sorted().map(Neighbor.init)
    }
    let nodes = min(wanted, rows.count)
    var best = TopCandidates(nodes)
    if let rounded, named?.count ?? rows.count >= Self.fewestRounded {
      target.withRounded(rounded) { roundedRows, roundedQuery in
        var undecided = UndecidedRows(rounded, bound: target.roundingError(of: roundedQuery), wanted: nodes)
        scan(roundedRows, roundedQuery, only: named, into: &undecided, meter: &meter)
        var nothing = SearchMeter()
        undecided.nodes().withUnsafeBufferPointer {
          RowScan(rows: exact, count: 0).scan(query, only: $0, into: &best, meter: &nothing)
        }
      }
    } else {
      scan(exact, query, only: named, into: &best, meter: &meter)
    }
    return best.sorted().withUnsafeBufferPointer {
      equalRows.neighbors($0, wanted: wanted, filter: request.filter)
    }
  }

  private func scan<Rows: ScoredRows>(
    _ rows: Rows, _ query: Rows.Query, only named: [UInt32]?, into collector: inout some Collector,
    meter: inout SearchMeter
  ) {
    let scan = RowScan(rows: rows, count: exact.rows.count)
    if let named {
      named.withUnsafeBufferPointer { scan.scan(query, only: $0, into: &collector, meter: &meter) }
    } else {
      scan.scan(query, into: &collector, meter: &meter)
    }
  }
}

extension EqualRows {
  /// The nodes with an eligible row, each once, rising.
  fileprivate func nodes(of filter: Filter) -> [UInt32] {
    let nodes = filter.eligibleOrdinals.map { node(of: $0) }
    if areDistinct { return nodes }
    let sorted = nodes.sorted()
    return sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
  }

  /// Turns nodes, nearest first, into the rows behind them, in the order of ``Neighbor``.
  func neighbors(_ nodes: UnsafeBufferPointer<Candidate>, wanted: Int, filter: Filter?) -> [Neighbor] {
    var found: [Neighbor] = []
    found.reserveCapacity(min(wanted, nodes.count))
    if areDistinct {
      for node in nodes.prefix(wanted) { found.append(Neighbor(node)) }
      return found
    }
    for node in nodes {
      // Nodes of the same score may hold rows of lower ordinals than those found so far.
      if found.count >= wanted, node.score < found[found.count - 1].score { break }
      var fromThisNode = 0
      forEachRow(of: node.node) { row in
        if filter?.contains(row) ?? true {
          found.append(Neighbor(ordinal: row, score: node.score))
          fromThisNode += 1
        }
        return fromThisNode < wanted
      }
    }
    found.sort { $0.score != $1.score ? $0.score > $1.score : $0.ordinal < $1.ordinal }
    return Array(found.prefix(wanted))
  }
}
