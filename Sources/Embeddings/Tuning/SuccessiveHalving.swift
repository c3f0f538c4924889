/// Which trial climbs to which rung: many get a short training, the best third of each rung climbs to the next.
///
/// Successive halving (Jamieson and Talwalkar, 2016; Hyperband: Li et al., 2017) in its asynchronous form (Li et al., "A
/// system for massively parallel hyperparameter tuning", 2020): a trial climbs as soon as it is among the best third of
/// those that its rung has seen so far. So the number of trials need not be known, every moment is a good one to stop at,
/// and the order of work is a function of the scores alone.
struct SuccessiveHalving {
  /// One of so many trials of a rung climbs; the literature's eta.
  static let reduction = 3

  /// A trial that was measured on a rung.
  private struct Entry {
    let trial: Int
    let score: Double
    var hasClimbed = false
  }

  /// The trials of each rung but the last, best first; of equal scores the earlier trial.
  private var rungs: [[Entry]]

  init(rungs: Int) { self.rungs = Array(repeating: [], count: rungs - 1) }

  /// Takes note of what a trial scored on a rung; higher is better.
  mutating func record(trial: Int, rung: Int, score: Double) {
    guard rung < rungs.count else { return }
    let place =
      rungs[rung].firstIndex { ($0.score, -$0.trial) < (score, -trial) } ?? rungs[rung].endIndex
    rungs[rung].insert(Entry(trial: trial, score: score), at: place)
  }

  /// Takes note that a trial was started on the rung above.
  mutating func climb(trial: Int, from rung: Int) {
    guard rung < rungs.count, let place = rungs[rung].firstIndex(where: { $0.trial == trial }) else { return }
    rungs[rung][place].hasClimbed = true
  }

  /// Who should climb now and the rung they are on: the highest rung first, then the best.
  ///
  /// - Parameter isClosing: Whether no new trials are to come: then the share that climbs is rounded up, so that the best
  ///   of every rung gets its chance.
  func climbers(isClosing: Bool) -> [(trial: Int, rung: Int)] {
    rungs.indices.reversed().flatMap { rung in
      let count = rungs[rung].count
      let quota = (count + (isClosing ? Self.reduction - 1 : 0)) / Self.reduction
      return rungs[rung].prefix(quota).filter { !$0.hasClimbed }.map { ($0.trial, rung) }
    }
  }
}
