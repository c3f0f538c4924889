import Files

/// The turn that brings the vectors of a new training as near as can be to those of an old one (orthogonal Procrustes; Schönemann,
/// 1966).
///
/// Two trainings of nearly the same playlists learn nearly the same shape, turned another way. Turning it back changes no cosine
/// within the new model, and what was computed in the old one (a listener's vector) can be asked in the new.
public struct Alignment: Sendable, Equatable {
  /// How many tracks it was found with: known to both, often enough.
  public let tracks: Int
  /// The mean cosine between the old vectors and the new before the turn, on tracks that it was not found with.
  public let cosineBefore: Double
  /// The same after the turn: 1 would be a perfect fit.
  public let cosine: Double
  private let rotation: [Float]
  private let dimension: Int

  /// Occurrences that a track must have in both for its vectors to be believed.
  private static let minimumCount = 5

  /// Finds the turn from new vectors to old ones.
  ///
  /// Both tables are turned alike, so that scores between them stay; each track gives both of its vectors, at length 1. Every tenth
  /// shared track is kept out, to measure with.
  ///
  /// - Throws: `DataError` with code `badData` when the dimensions differ or too few tracks are shared.
  /// - Complexity: O(shared tracks x dimension²).
  public init(
    of new: TrackVectors, _ newVocabulary: Vocabulary, to old: TrackVectors, _ oldVocabulary: Vocabulary, place: String
  ) throws {
    let dimension = new.input.dimension
    guard old.input.dimension == dimension else {
      throw DataError(
        .badData, at: place, "its vectors have dimension \(old.input.dimension), the new ones \(dimension)",
        remedy: "train with --dimension \(old.input.dimension)")
    }
    let shared = (0..<newVocabulary.count).compactMap { ordinal -> (new: Int, old: Int)? in
      guard newVocabulary.counts[ordinal] >= Self.minimumCount,
        let known = oldVocabulary.ordinal(of: newVocabulary.ids[ordinal]),
        oldVocabulary.counts[known] >= Self.minimumCount
      else { return nil }
      return (ordinal, known)
    }
    guard shared.count >= 2 * dimension else {
      throw DataError(
        .badData, at: place,
        "only \(shared.count) tracks are known to both often enough, a turn of \(dimension) dimensions needs \(2 * dimension)",
        remedy: "train without --align-to, or with fewer dimensions")
    }
    func rows(_ vectors: TrackVectors, _ ordinals: [Int]) -> [Float] {
      var rows: [Float] = []
      rows.reserveCapacity(2 * ordinals.count * dimension)
      for table in [vectors.input, vectors.context] {
        for ordinal in ordinals {
          let norm = table.norm(ofRow: ordinal)
          rows.append(contentsOf: table.row(ordinal).lazy.map { norm > 0 ? $0 / norm : 0 })
        }
      }
      return rows
    }
    let (fitted, kept) = (
      shared.enumerated().filter { $0.offset % 10 != 9 }.map(\.element),
      shared.enumerated().filter { $0.offset % 10 == 9 }.map(\.element)
    )
    let (from, to) = (rows(new, fitted.map(\.new)), rows(old, fitted.map(\.old)))
    let covariance = BLAS.product(
      from, to, leftIs: .transposed, rows: dimension, columns: dimension, inner: 2 * fitted.count)
    guard let rotation = BLAS.nearestRotation(to: covariance, dimension: dimension) else {
      throw DataError(.badData, at: place, "no turn to it can be found", remedy: "train without --align-to")
    }
    self.rotation = rotation
    self.dimension = dimension
    tracks = fitted.count
    let (measured, wanted) = (rows(new, kept.map(\.new)), rows(old, kept.map(\.old)))
    let turned = Self.turn(measured, by: rotation, dimension: dimension)
    func cosine(_ rows: [Float]) -> Double {
      zip(rows, wanted).reduce(0) { $0 + Double($1.0) * Double($1.1) } / Double(max(2 * kept.count, 1))
    }
    cosineBefore = cosine(measured)
    self.cosine = cosine(turned)
  }

  /// The vectors, turned.
  public func apply(to vectors: TrackVectors) -> TrackVectors {
    func turned(_ matrix: EmbeddingMatrix) -> EmbeddingMatrix {
      EmbeddingMatrix(
        count: matrix.count, dimension: dimension,
        values: Self.turn(matrix.values, by: rotation, dimension: dimension))
    }
    return TrackVectors(input: turned(vectors.input), context: turned(vectors.context))
  }

  private static func turn(_ rows: [Float], by rotation: [Float], dimension: Int) -> [Float] {
    BLAS.product(rows, rotation, rows: rows.count / dimension, columns: dimension, inner: dimension)
  }
}
