import Similarity
import Synchronization

/// Compares a sample of answers with exact ones, while nobody waits: the recall that callers get, not one of a benchmark.
///
/// The exact search goes through the ``Lane/backfill`` lane, one at a time, so that it takes no thread from a question; where
/// that lane is full the sample is skipped. It looks at every item, which takes a thousand times as long as an answer: so after
/// each there is a pause, and all of them together take at most a hundredth of one thread. Safe to use from any number of
/// threads.
final class RecallSampler: Sendable {
  private let share: Double
  private let lanes: Lanes
  private let metrics: ServiceMetrics
  private let now: @Sendable () -> ContinuousClock.Instant
  private let seen = Atomic(UInt64(0))
  private let isBusy = Atomic(false)
  /// Before this nothing is compared.
  private let rested = Mutex(ContinuousClock.now)
  private static let pause = 100
  /// The comparison that was begun last.
  private let newest = Mutex<Task<Void, Never>?>(nil)

  /// Creates a sampler.
  ///
  /// - Parameter share: how many answers of each are compared, 0 to 1.
  init(
    share: Double, lanes: Lanes, metrics: ServiceMetrics,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.now = now
    precondition((0...1).contains(share), "a share is 0 to 1")
    self.share = share
    self.lanes = lanes
    self.metrics = metrics
  }

  /// Takes an answer into the sample if it is its turn. Questions that were exact, cut short, in an experiment or answered on a
  /// lower level are not: they missed nothing, or for other reasons.
  func consider(_ answer: ShelfAnswer, to query: ShelfQuery, by engine: SimilarityEngine) {
    guard share > 0, query.effort != .exact, !answer.isCut, answer.stamp.level == .full, answer.stamp.variant == nil,
      !answer.cards.isEmpty
    else { return }
    let number = Double(seen.wrappingAdd(1, ordering: .relaxed).newValue)
    guard (number * share).rounded(.down) > ((number - 1) * share).rounded(.down),
      rested.withLock({ $0 <= now() }),
      isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return }
    let task = Task { [self] in
      defer { isBusy.store(false, ordering: .releasing) }
      let kind = query.to
      let found = try? await lanes.run(.backfill) { [self] in
        let start = now()
        var query = query
        query.effort = .exact
        let exact = Set(engine.answer(query).cards.map(\.id))
        let end = now()
        rested.withLock { $0 = end + (end - start) * Self.pause }
        return (wanted: exact.count, found: answer.cards.count { exact.contains($0.id) })
      }
      if let found { metrics.sampledRecall(of: kind, wanted: found.wanted, found: found.found) }
    }
    newest.withLock { $0 = task }
  }

  /// Waits until nothing is being compared.
  func settle() async { await newest.withLock { $0 }?.value }
}
