/// What a training did: goes into a model's manifest.
public struct TrainingSummary: Sendable, Equatable, Codable {
  /// The loss of every epoch: mean over weighted positive pairs, their negatives included, in nats.
  public let losses: [Double]
  /// Wall-clock seconds of all epochs.
  public let seconds: Double
  /// Corpus occurrences trained a second.
  public let occurrencesPerSecond: Double
  /// The kernels OpenBLAS chose for this CPU, such as `SkylakeX`: speed and last bits depend on them.
  public let blasCore: String
  /// Positive pairs trained, over all epochs.
  public let positivePairs: Int
  /// Floating-point operations of the scores and of both gradients: 6 x dimension for every score computed: of
  /// the pairs of a window, of every track of a whole playlist with every other, and of every row with every shared negative.
  public let flops: Double
  /// How many workers trained.
  public let threads: Int
  /// What was measured on held-out playlists while training, in the order of epochs; nil when nothing was.
  public let validations: [EpochValidation]?
  /// The epoch whose tables were kept, from 1: the best by validation, or the last; nil for models of programs that did not say.
  public let keptEpoch: Int?
}
