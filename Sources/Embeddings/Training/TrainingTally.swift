import Synchronization

/// What one worker has done in an epoch, which the reporting thread may read at any time.
///
/// Each worker has its own, with sums in `Double`: one shared `Float` sum would lose updates and, from 2^24 on, digits.
final class TrainingTally: Sendable {
  private let occurrenceCount = Atomic<Int>(0)
  private let pairCount = Atomic<Int>(0)
  private let scoreCount = Atomic<Int>(0)
  private let lossBits = Atomic<UInt64>(0)
  private let weightBits = Atomic<UInt64>(0)

  /// Corpus occurrences that have been trained.
  var occurrences: Int { occurrenceCount.load(ordering: .relaxed) }
  /// Positive pairs that have been trained.
  var positivePairs: Int { pairCount.load(ordering: .relaxed) }
  /// Scores that have been computed, of positives and of negatives.
  var scores: Int { scoreCount.load(ordering: .relaxed) }
  /// The loss of the chunks that were measured.
  var loss: Double { Double(bitPattern: lossBits.load(ordering: .relaxed)) }
  /// The weight of the pairs of those chunks.
  var weight: Double { Double(bitPattern: weightBits.load(ordering: .relaxed)) }

  /// Adds a unit's occurrences.
  func add(occurrences: Int) { occurrenceCount.add(occurrences, ordering: .relaxed) }

  /// Adds a unit's pairs and scores.
  func add(positivePairs: Int, scores: Int) {
    pairCount.add(positivePairs, ordering: .relaxed)
    scoreCount.add(scores, ordering: .relaxed)
  }

  /// Adds a measured chunk; only this tally's worker writes.
  func add(loss: Double, weight: Double) {
    lossBits.store((self.loss + loss).bitPattern, ordering: .relaxed)
    weightBits.store((self.weight + weight).bitPattern, ordering: .relaxed)
  }
}

extension Collection<TrainingTally> {
  /// Mean loss of a weighted pair, or nil when nothing was measured.
  var meanLoss: Double? {
    let weight = reduce(0) { $0 + $1.weight }
    return weight > 0 ? reduce(0) { $0 + $1.loss } / weight : nil
  }
}
