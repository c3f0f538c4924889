/// What a search has found.
public struct TuningReport: Sendable {
  /// Why a search ended.
  public enum End: String, Sendable {
    /// As many trials as asked for were tried, and the best of them in full.
    case trials
    /// The space holds no further candidate.
    case space
    /// No further run fits into the seconds that are left.
    case budget
    /// The user stopped it.
    case interrupted
  }

  /// All trials, in the order they were begun; the first is the start of the space.
  public let trials: [Trial]
  /// The rungs there were.
  public let rungs: [Rung]
  /// Why the search ended.
  public let end: End
  /// Wall-clock seconds of the search.
  public let seconds: Double

  /// The trials by how far they came, then by their score there; the earlier of equal ones first.
  public var ranking: [Trial] {
    trials.sorted { left, right in
      let (upper, lower) = (left.measurements.count, right.measurements.count)
      if upper != lower { return upper > lower }
      let (better, worse) = (left.measurements.last?.score.mean ?? 0, right.measurements.last?.score.mean ?? 0)
      return better != worse ? better > worse : left.number < right.number
    }
  }

  /// The best of the trials that came furthest, or nil when none was measured at all.
  ///
  /// The start climbs every rung, so it is beaten by what it is compared with, or wins.
  public var best: Trial? { ranking.first.flatMap { $0.measurements.isEmpty ? nil : $0 } }

  /// How much higher a trial scores than the start on the highest rung that both have climbed; nil for the start itself.
  public func lead(of trial: Trial) -> Estimate? {
    guard let start = trials.first, trial.number != start.number,
      let rung = (0..<min(trial.measurements.count, start.measurements.count)).last
    else { return nil }
    return trial.measurements[rung].lead(over: start.measurements[rung])
  }
}
