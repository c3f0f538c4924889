/// Continues by the model's vectors: the mean of the seeds' unit vectors against every track's unit vector.
///
/// Both sides are unit vectors, so a score is a cosine. For `together` the seeds' input vectors are compared with
/// context vectors, for `alike` with input vectors.
public struct VectorRecommender: Recommender {
  public let method = "model"
  private let seeds: EmbeddingMatrix
  private let tracks: EmbeddingMatrix

  /// Creates a recommender, which holds unit-length copies of the tables.
  public init(vectors: TrackVectors, relation: Relation) {
    let input = vectors.input.normalized()
    seeds = input
    tracks = relation == .alike ? input : vectors.context.normalized()
    BLAS.useOneThread()
  }

  public func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>) {
    score(batch: [seeds], into: scores)
  }

  /// One matrix product for all lists: O(lists x vocabulary x dimension).
  public func score(batch: [[Int32]], into scores: UnsafeMutableBufferPointer<Float>) {
    guard !batch.isEmpty else { return }
    let dimension = tracks.dimension
    let queries = batch.flatMap(query)
    tracks.values.withUnsafeBufferPointer { tracks in
      queries.withUnsafeBufferPointer { queries in
        BLAS.multiply(
          .init(queries.baseAddress!, stride: dimension), .init(tracks.baseAddress!, stride: dimension, .transposed),
          rows: batch.count, columns: self.tracks.count, inner: dimension,
          into: scores.baseAddress!, stride: self.tracks.count)
      }
    }
  }

  /// The unit-length mean of the seeds' unit vectors.
  private func query(_ seeds: [Int32]) -> [Float] {
    var sum = [Float](repeating: 0, count: tracks.dimension)
    for seed in seeds {
      for (index, value) in self.seeds.row(Int(seed)).enumerated() { sum[index] += value }
    }
    return EmbeddingMatrix(count: 1, dimension: sum.count, values: sum).normalized().values
  }
}
