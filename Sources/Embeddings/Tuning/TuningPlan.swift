/// How much of a corpus a search trains on, so that its budget is enough for a search.
public struct TuningPlan: Sendable, Equatable {
  /// The share of the playlists that the lower rungs train on, over 0 and at most 1.
  public let sampleShare: Double
  /// Whether the last rung trains on the sample, too: for a corpus on which one full training takes most of the budget.
  public let isSampledThroughout: Bool

  /// Creates a plan.
  public init(sampleShare: Double = 1, isSampledThroughout: Bool = false) {
    precondition(sampleShare > 0 && sampleShare <= 1, "a share is over 0 and at most 1")
    self.sampleShare = sampleShare
    self.isSampledThroughout = isSampledThroughout
  }

  /// The plan for a budget, when one training of the start in full takes `fullSeconds`.
  ///
  /// The sample is the largest of 1, 1/2, 1/4 ... on which such a training takes at most a tenth of the budget: some
  /// fifteen trials then have their turn. More trials on a smaller sample would be worth less: of most tracks a small sample
  /// holds next to nothing. The last rung trains on all playlists if the budget holds four such trainings.
  public init(budget: Double, fullSeconds: Double) {
    precondition(budget > 0, "a budget is over 0 seconds")
    var share = 1.0
    while share * fullSeconds > budget / 10, share > Self.leastShare { share /= 2 }
    self.init(sampleShare: share, isSampledThroughout: fullSeconds > budget / 4)
  }

  /// Below this a sample says little about the corpus.
  private static let leastShare = 1.0 / 64
}
