/// What became of one held-out playlist.
public struct ContinuationAnswer: Sendable, Equatable {
  /// The places of the hidden tracks that the vocabulary has, from 1, in rising order; none for a playlist without a known seed.
  let ranks: [Int]
  /// The hidden tracks that have a place, in the order of ``ranks``.
  let found: [Int32]
  /// How many tracks were hidden, those that the vocabulary lacks included.
  let hiddenCount: Int
  /// Hidden tracks that the vocabulary has, with a place or without.
  let known: [Int32]
  /// The tracks in the first ten places, in order; none for a playlist that was not asked.
  public let first: [Int32]

  /// How long ``first`` is.
  static let listLength = 10

  /// How well the hidden tracks were found.
  public var metrics: ContinuationMetrics { ContinuationMetrics(ranks: ranks, hidden: hiddenCount) }
  /// The same as the RecSys Challenge 2018 measured it.
  public var challenge: ChallengeMetrics { ChallengeMetrics(ranks: ranks, hidden: hiddenCount) }
}
