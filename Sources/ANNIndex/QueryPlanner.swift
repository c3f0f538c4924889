/// Chooses between a walk over the graph and a scan of all eligible rows.
struct QueryPlanner {
  /// The two ways to answer.
  enum Plan: Equatable {
    /// Score every eligible row.
    case scan
    /// Walk the graph with that many candidates.
    case walk(beamWidth: Int)
  }

  /// A walk scores about 16 new rows for each candidate it expands, and a row met in a walk costs about twice a row met
  /// in a scan. So a scan of this many rows costs what one candidate of a walk costs.
  private static let scannedRowsPerCandidate = 32

  /// - Parameters:
  ///   - eligible: how many of the `count` rows may be returned.
  ///   - effort: the asked beam width.
  ///   - comparisons: how many rows may be scored; nil means any number. A scan that cannot be finished finds no more of
  ///     the nearest than of any others.
  static func plan(count: Int, eligible: Int, k: Int, effort: Int, comparisons: Int? = nil) -> Plan {
    let wanted = max(effort, k, 1)
    guard eligible > 0 else { return .scan }
    // Of `wanted x count / eligible` candidates, `wanted` pass the filter, if it is not related to the query.
    let (product, overflow) = wanted.multipliedReportingOverflow(by: count)
    let beamWidth = overflow ? count : min(count, (product + eligible - 1) / eligible)
    let canScan = eligible <= comparisons ?? eligible
    return canScan && eligible / scannedRowsPerCandidate <= beamWidth ? .scan : .walk(beamWidth: beamWidth)
  }
}
