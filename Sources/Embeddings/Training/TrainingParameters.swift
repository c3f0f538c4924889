/// What a training does, apart from the corpus: the values that make it repeatable.
public struct TrainingParameters: Sendable, Equatable, Codable {
  /// Components of a vector, 1...4096.
  public var dimension = 300
  /// Which tracks of a playlist are positives of a track.
  public var window = Window.wholePlaylist
  /// How much the pairs of a playlist count by its length.
  public var pairWeight = PairWeight.inverseSquareRoot
  /// How heavily negatives weigh: as many as this for each positive pair, 1...1000.
  public var negatives = 2
  /// The power of a track's count by which negatives are drawn, -1...1: 0.75 is word2vec's, 0 draws evenly.
  public var negativePower = 0.75
  /// How many different negatives are drawn for a chunk and shared by all its tracks, 1...4096, at most.
  ///
  /// Each then counts for several (see ``negatives``). More cost time and lower the noise. A chunk takes 16, or as
  /// many as those of a track weigh in the mean (``negatives`` times its positives) less 16, whichever is more.
  public var sharedNegatives = 64
  /// Occurrences that are computed together, 16...4096; several short playlists share a chunk.
  public var chunkSize = 128
  /// How often the corpus is gone through, at least 1.
  public var epochs = 20
  /// How a gradient becomes a step.
  public var optimizer = Optimizer.adaGrad
  /// The size of the first steps, over 0 and at most 10; see ``Optimizer/defaultLearningRate``.
  public var learningRate = Optimizer.adaGrad.defaultLearningRate
  /// word2vec's subsampling threshold: a track that makes up a share f of all occurrences is kept with probability
  /// √(t/f) + t/f. 0 keeps all, which suits playlists. 0...1.
  public var subsample = 0.0
  /// Worker threads; 0 takes one for each core. One worker and one seed give the same bytes.
  public var threads = 0
  /// Whether any number of threads gives the same bytes; it costs some speed, and more than eight threads are of no use.
  public var isDeterministic = false
  /// The seed of all randomness.
  public var seed: UInt64 = 1
  /// The occurrences that a track needs to get a vector, at least 1.
  ///
  /// The vocabulary is cut when the corpus is read; the trainer takes the corpus as it is.
  public var minimumCount = 1

  /// The values of ``TrainingPreset/playlists``.
  public init() {}

  /// Checks every value.
  ///
  /// - Throws: ``InvalidParameter`` for the first value out of its range.
  public func validate() throws(InvalidParameter) {
    try Self.check("dimension", dimension, in: 1...4096)
    if case .tracks(let reach) = window { try Self.check("window", reach, in: 1...10_000) }
    try Self.check("negatives", negatives, in: 1...1000)
    try Self.check("negativePower", negativePower, in: -1...1)
    try Self.check("sharedNegatives", sharedNegatives, in: 1...4096)
    try Self.check("chunkSize", chunkSize, in: 16...4096)
    try Self.check("epochs", epochs, in: 1...1_000_000)
    guard learningRate > 0, learningRate <= 10 else {
      throw InvalidParameter("learningRate", "must be over 0 and at most 10, not \(learningRate)")
    }
    try Self.check("subsample", subsample, in: 0...1)
    try Self.check("threads", threads, in: 0...1024)
    try Self.check("minimumCount", minimumCount, in: 1...Int(Int32.max))
  }

  private static func check<Value: Comparable>(
    _ name: String, _ value: Value, in range: ClosedRange<Value>
  ) throws(InvalidParameter) {
    guard range.contains(value) else {
      throw InvalidParameter(name, "must be from \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
  }
}
