import Embeddings

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Continues playlists as a model's engine answers: by its vectors, and by the playlists that tracks share.
///
/// Of seeds that weigh the same every track is scored as ``SimilarityEngine`` scores it, but for the logarithm that pools
/// several seeds, which does not change the order.
public struct ModelRecommender: Recommender {
  public let method = "model"
  private let vectors: VectorRecommender
  /// Nil where the relation does not look at them, or the model has none.
  private let companions: Companions?
  private let trackCount: Int

  /// Creates a recommender. The model must have been loaded with ``ModelParts/evaluating``.
  public init(_ model: Model, relation: Relation) {
    vectors = VectorRecommender(
      vectors: model.trackVectors, relation: relation, form: model.relations.form, asked: model.askedTrackVectors)
    companions = relation == .together ? model.companions : nil
    trackCount = model[.track].count
  }

  /// The same without the playlists that tracks share; nil where it is the same.
  public var byVectorsAlone: VectorRecommender? { companions == nil ? nil : vectors }

  public func score(seeds: [Int32], into scores: UnsafeMutableBufferPointer<Float>) {
    score(batch: [seeds], into: scores)
  }

  public func score(batch: [[Int32]], into scores: UnsafeMutableBufferPointer<Float>) {
    vectors.score(batch: batch, into: scores)
    guard let companions else { return }
    for (list, seeds) in batch.enumerated() {
      let bonuses = companions.bonuses(of: seeds.map { (Int($0), 1) }, totalWeight: Float(seeds.count))
      for (track, bonus) in bonuses {
        // Of several seeds a score is what the pooled one is the logarithm of.
        if seeds.count == 1 {
          scores[list * trackCount + track] += bonus
        } else {
          scores[list * trackCount + track] *= exp(SeedPooling.sharpness * bonus)
        }
      }
    }
  }
}
