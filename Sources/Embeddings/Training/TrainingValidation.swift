/// Held-out playlists that a training is measured on while it runs, and when it may stop for it.
///
/// The measure is how well `together` continues the playlists: their last track is hidden and all others are ranked
/// (``Continuation``, task `last`). Several seeds are asked as their mean, a tenth of the work of ``SeedPooling/softMaximum``, which
/// an evaluation takes: the figures of epochs compare with each other.
public struct TrainingValidation: Sendable {
  /// The playlists as track ids; tracks outside the vocabulary count as misses.
  public let playlists: [[String]]
  /// After how many epochs it is measured each time, at least 1; the last epoch is always measured.
  public let interval: Int
  /// How many measurements in a row without a better NDCG@10 end the training, at least 1; nil trains all epochs and
  /// keeps the last.
  public let patience: Int?

  /// Creates a validation on at most `limit` of the playlists, taken evenly from all of them.
  public init(playlists: [[String]], interval: Int = 1, patience: Int? = nil, limit: Int = 2000) {
    precondition(interval >= 1 && patience ?? 1 >= 1 && limit >= 1, "interval, patience and limit are at least 1")
    let count = min(limit, playlists.count)
    self.playlists = (0..<count).map { playlists[$0 * playlists.count / count] }
    self.interval = interval
    self.patience = patience
  }

  /// Whether the training is measured after that many epochs of `epochs`.
  func isDue(after epochsDone: Int, of epochs: Int) -> Bool {
    epochsDone % interval == 0 || epochsDone == epochs
  }

  /// Measures tables.
  func measure(_ vectors: TrackVectors, of vocabulary: Vocabulary, epoch: Int, threads: Int) -> EpochValidation {
    let metrics = Continuation(vocabulary: vocabulary, task: .last).evaluate(
      VectorRecommender(vectors: vectors, relation: .together, pooling: .mean), playlists: playlists, threads: threads)
    return EpochValidation(
      epoch: epoch, ndcgAt10: metrics.ndcgAt10, hitAt10: metrics.hitAt10, hitAt100: metrics.hitAt100,
      playlists: metrics.playlists)
  }
}

/// How well the tables of one epoch continue held-out playlists; see ``ContinuationMetrics/definitions``.
public struct EpochValidation: Sendable, Equatable, Codable {
  /// The epoch, from 1.
  public let epoch: Int
  /// Normalised discounted cumulative gain within the first 10 places.
  public let ndcgAt10: Double
  /// Share of the hidden tracks within the first 10 places.
  public let hitAt10: Double
  /// Share of the hidden tracks within the first 100 places.
  public let hitAt100: Double
  /// How many playlists were asked.
  public let playlists: Int
}

extension [EpochValidation] {
  /// The best by NDCG@10, the earliest of equal ones.
  public var best: EpochValidation? { self.max { ($0.ndcgAt10, $1.epoch) < ($1.ndcgAt10, $0.epoch) } }

  /// How many measurements came after the best one.
  var countSinceBest: Int { best.map { best in count { $0.epoch > best.epoch } } ?? 0 }
}
