import ANNIndex
import Embeddings

/// The most popular tracks of a model in a plane, so that tracks that are alike lie near each other.
public struct TrackMap: Sendable {
  /// One track and where it lies; both coordinates are within 0 and 1.
  public struct Point: Sendable {
    public let ordinal: Int
    public let x: Float
    public let y: Float
  }

  /// The tracks by falling popularity, each recording once, and none that has been taken down.
  public let points: [Point]
  /// For each point the places in ``points`` of the tracks that are most like it, nearest first.
  public let nearest: [[Int32]]

  /// How many neighbours hold on to each track.
  static let neighbours = 12

  /// Lays out the most popular tracks of an engine whose model was loaded whole. Takes about 2 s for 5,000 tracks.
  ///
  /// - Parameter limit: how many at most.
  public init(of engine: SimilarityEngine, limit: Int) {
    let model = engine.model
    let list = model[.track].list
    var ordinals: [Int] = []
    var vectors: [[Float]] = []
    for ordinal in 0..<list.count where list.groups[ordinal] == ordinal && !engine.isDenied(.track, ordinal) {
      guard ordinals.count < limit else { break }
      guard let vector = model.seedVector(.track, ordinal, for: .alike) else { continue }
      ordinals.append(ordinal)
      vectors.append(vector)
    }
    guard !ordinals.isEmpty else {
      (points, nearest) = ([], [])
      return
    }
    let places = Dictionary(uniqueKeysWithValues: zip(ordinals, Int32(0)...))
    let index = model[.track].index(.alike)
    let filter = Filter(count: list.count, eligible: ordinals)
    nearest = zip(ordinals, vectors).map { ordinal, vector in
      index.search(vector, SearchRequest(k: Self.neighbours + 1, filter: filter)).neighbors
        .filter { $0.ordinal != ordinal }.compactMap { places[$0.ordinal] }
    }
    let plane = NeighbourLayout.points(
      rows: vectors.flatMap { $0 }, dimension: vectors[0].count, neighbours: nearest)
    let (xs, ys) = (ordinals.indices.map { plane[2 * $0] }, ordinals.indices.map { plane[2 * $0 + 1] })
    // One scale for both, or the picture would be drawn out of shape.
    let (left, bottom) = (xs.min() ?? 0, ys.min() ?? 0)
    let side = max((xs.max() ?? 0) - left, (ys.max() ?? 0) - bottom, .leastNormalMagnitude)
    points = ordinals.indices.map {
      Point(ordinal: ordinals[$0], x: (xs[$0] - left) / side, y: (ys[$0] - bottom) / side)
    }
  }
}
