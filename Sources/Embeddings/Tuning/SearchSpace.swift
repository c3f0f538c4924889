/// Where a search looks for better parameters: around a start, along some dimensions.
public struct SearchSpace: Sendable {
  /// Where the search starts: the first candidate, and the value of every parameter that is not varied.
  public let start: TrainingParameters
  /// What is varied.
  public let dimensions: [SearchDimension]

  /// Creates a space.
  public init(start: TrainingParameters, dimensions: [SearchDimension] = Self.knownDimensions) {
    self.start = start
    self.dimensions = dimensions
  }

  /// Every parameter that is worth varying, with the values worth trying; a line for each.
  ///
  /// Ranges are wide enough to hold the best known settings for playlists and for text, and no wider: a value that never
  /// wins costs as much as one that does. The minimum count is not among them: it changes which tracks can be found.
  public static let knownDimensions: [SearchDimension] = [
    // More components hold rarer company apart; time and memory grow with them, and so does over-training.
    .choices("dimension", \.dimension, [48, 64, 100, 128, 200, 256, 300]),
    // Too few passes leave rare tracks where they began, too many learn the noise by heart.
    .around("epochs", \.epochs, factor: 3, in: 1...1_000_000),
    // What is best depends on epochs and pair weight; it is the one parameter that can spoil everything.
    .around("learningRate", \.learningRate, factor: 5, in: 1e-6...10),
    // The weight of "not together": more push popular tracks down.
    .choices("negatives", \.negatives, [1, 2, 3, 5, 8, 12, 20]),
    // From drawing by count (1) over evenly (0) to rare tracks first: how much popularity is held against a track.
    .range("negativePower", \.negativePower, -0.5...1),
    // More draws for the same weight: less noise for more time.
    .choices("sharedNegatives", \.sharedNegatives, [16, 32, 64, 128, 256]),
    // Whole playlists suit sets; playlists in a meant order may do better with their neighbourhoods.
    .choices("window", \.window, [.wholePlaylist, .tracks(5), .tracks(10), .tracks(20), .tracks(40)]),
    // How much long playlists count.
    .choices("pairWeight", \.pairWeight, PairWeight.allCases, text: \.rawValue),
    // Thinning the most popular tracks out speeds text up; on playlists it seldom helps.
    .choices("subsample", \.subsample, [0, 1e-4, 3e-4, 1e-3]),
  ]

  /// The candidates in the order in which they are tried: the start, then points that depend on the seed and their number
  /// alone.
  public func candidates(seed: UInt64) -> SearchSequence { SearchSequence(self, seed: seed) }
}
