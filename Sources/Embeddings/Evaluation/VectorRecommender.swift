/// Continues by the model's vectors: every seed's vector for a relation against every track's, pooled over the seeds.
///
/// Cosines are those of ``RelationVectors``, pooled as ``SeedPooling`` does. A score of one seed is its cosine; of several, the sum
/// that the soft maximum is the logarithm of.
public struct VectorRecommender: Recommender {
  public let method = "vectors"
  private let seeds: EmbeddingMatrix
  private let candidates: EmbeddingMatrix
  private let pooling: SeedPooling

  /// Creates a recommender, which holds the vectors of the relation: one matrix or two of tracks x width.
  ///
  /// - Parameters:
  ///   - form: What the relation compares.
  ///   - asked: What the tracks are asked with as seeds, where that is not their own vectors; rows of any length.
  ///   - pooling: How several seeds make one score.
  public init(
    vectors: TrackVectors, relation: Relation, form: RelationVectors.Form = .paired, asked: TrackVectors? = nil,
    pooling: SeedPooling = .softMaximum
  ) {
    self.pooling = pooling
    let relations = RelationVectors(form: form, tracks: vectors)
    let (input, context) = (vectors.input.normalized(), vectors.context.normalized())
    let scale: Float = form == .paired ? Float(0.5).squareRoot() : 1
    candidates = relations.candidates(input: input, context: context, for: relation).scaled(by: scale)
    let (seedInput, seedContext) = asked.map { ($0.input, $0.context) } ?? (input, context)
    seeds =
      switch (form, relation) {
      case (_, .alike):
        asked == nil
          ? candidates
          : relations.candidates(input: seedInput, context: seedContext, for: relation).scaled(by: scale)
      // As seeds, both halves change places.
      case (.paired, .together):
        relations.candidates(input: seedContext, context: seedInput, for: relation).scaled(by: scale)
      case (.single, .together): relations.candidates(input: seedInput, context: seedContext, for: .alike)
      }
    BLAS.useOneThread()
  }

  public func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>) {
    score(batch: [seeds], into: scores)
  }

  /// One matrix product: O(rows x vocabulary x width), with a row for every seed of every list, or one for every list when
  /// the mean is asked for.
  public func score(batch: [[Int32]], into scores: UnsafeMutableBufferPointer<Float>) {
    guard !batch.isEmpty else { return }
    let width = candidates.dimension
    let rows = pooling == .mean ? batch.flatMap(mean(of:)) : batch.flatMap { $0.flatMap { seeds.row(Int($0)) } }
    let rowCount = rows.count / width
    let math = VectorMath.best
    let tile = UnsafeMutablePointer<Float>.allocate(capacity: rowCount * Self.tileWidth)
    defer { tile.deallocate() }
    candidates.values.withUnsafeBufferPointer { candidates in
      rows.withUnsafeBufferPointer { rows in
        for start in stride(from: 0, to: self.candidates.count, by: Self.tileWidth) {
          let columns = min(Self.tileWidth, self.candidates.count - start)
          BLAS.multiply(
            .init(rows.baseAddress!, stride: width),
            .init(candidates.baseAddress! + start * width, stride: width, .transposed),
            rows: rowCount, columns: columns, inner: width, into: tile, stride: columns)
          var row = 0
          for (list, seeds) in batch.enumerated() {
            let line = scores.baseAddress! + list * self.candidates.count + start
            let ownRows = row..<row + (pooling == .mean ? 1 : seeds.count)
            if ownRows.count == 1 {
              line.update(from: tile + row * columns, count: columns)
            } else {
              line.update(repeating: 0, count: columns)
              for row in ownRows {
                math.addExponential(tile + row * columns, count: columns, slope: SeedPooling.sharpness, to: line)
              }
            }
            row = ownRows.upperBound
          }
        }
      }
    }
  }

  /// The mean of the seeds' vectors: its score is the mean of theirs.
  private func mean(of seeds: [Int32]) -> [Float] {
    var sum = [Float](repeating: 0, count: candidates.dimension)
    for seed in seeds {
      for (index, value) in self.seeds.row(Int(seed)).enumerated() { sum[index] += value }
    }
    return sum.map { $0 / Float(seeds.count) }
  }

  /// Candidates scored at once: a tile of their scores stays in the cache until it is pooled.
  private static let tileWidth = 1024
}
