import Files
import TestSupport
import Testing

@testable import Embeddings

@Suite struct AlignmentTests {
  static func vectors(_ count: Int, _ dimension: Int, seed: UInt64) -> TrackVectors {
    var random = TestRandom(seed: seed)
    func matrix() -> EmbeddingMatrix {
      EmbeddingMatrix(
        count: count, dimension: dimension, values: (0..<count * dimension).map { _ in random.normal() })
    }
    return TrackVectors(input: matrix(), context: matrix())
  }

  static func vocabulary(_ ids: [String], count: Int = 9) -> Vocabulary {
    Vocabulary(ids: IdentifierTable(ids), counts: ids.map { _ in count })
  }

  /// A rotation: that which is nearest to a random matrix.
  static func rotation(_ dimension: Int) throws -> [Float] {
    var random = TestRandom(seed: 3)
    return try #require(
      BLAS.nearestRotation(to: (0..<dimension * dimension).map { _ in random.normal() }, dimension: dimension))
  }

  static func turned(_ matrix: EmbeddingMatrix, by rotation: [Float], scale: Float = 1) -> EmbeddingMatrix {
    let d = matrix.dimension
    return EmbeddingMatrix(
      count: matrix.count, dimension: d,
      values: (0..<matrix.count).flatMap { row in
        (0..<d).map { column in
          scale * (0..<d).reduce(Float(0)) { $0 + matrix.values[row * d + $1] * rotation[$1 * d + column] }
        }
      })
  }

  @Test func the_nearest_rotation_is_a_rotation() throws {
    let d = 7
    let rotation = try Self.rotation(d)
    for row in 0..<d {
      for other in 0..<d {
        let product = (0..<d).reduce(Float(0)) { $0 + rotation[row * d + $1] * rotation[other * d + $1] }
        #expect(abs(product - (row == other ? 1 : 0)) < 1e-5)
      }
    }
  }

  @Test func a_turn_is_undone_whatever_the_lengths_and_the_order() throws {
    let d = 12
    let old = Self.vectors(300, d, seed: 1)
    let ids = (0..<300).map { "t\($0)" }
    let rotation = try Self.rotation(d)
    // The new model has the tracks backwards, longer, and turned.
    let order = Array((0..<300).reversed())
    func reordered(_ matrix: EmbeddingMatrix) -> EmbeddingMatrix {
      Self.turned(
        EmbeddingMatrix(count: 300, dimension: d, values: order.flatMap { matrix.row($0) }), by: rotation, scale: 3)
    }
    let new = TrackVectors(input: reordered(old.input), context: reordered(old.context))
    let alignment = try Alignment(
      of: new, Self.vocabulary(order.map { ids[$0] }), to: old, Self.vocabulary(ids), place: "old")
    #expect(alignment.tracks == 270 && alignment.cosine > 0.9999 && abs(alignment.cosineBefore) < 0.3)
    let back = alignment.apply(to: new)
    for (row, ordinal) in order.enumerated() {
      for (left, right) in zip(back.input.row(row), old.input.row(ordinal)) { #expect(abs(left - 3 * right) < 1e-3) }
      for (left, right) in zip(back.context.row(row), old.context.row(ordinal)) {
        #expect(abs(left - 3 * right) < 1e-3)
      }
    }
  }

  @Test func vectors_that_have_nothing_in_common_do_not_fit() throws {
    let ids = Self.vocabulary((0..<400).map { "t\($0)" })
    let alignment = try Alignment(
      of: Self.vectors(400, 10, seed: 1), ids, to: Self.vectors(400, 10, seed: 2), ids, place: "old")
    #expect(abs(alignment.cosine) < 0.3)
  }

  @Test func too_few_tracks_or_another_dimension_are_refused() throws {
    let (many, few) = (Self.vocabulary((0..<100).map { "t\($0)" }), Self.vocabulary((95..<195).map { "t\($0)" }))
    let vectors = Self.vectors(100, 4, seed: 1)
    #expect(throws: DataError.self) { try Alignment(of: vectors, few, to: vectors, many, place: "old") }
    let rare = Self.vocabulary((0..<100).map { "t\($0)" }, count: 4)
    #expect(throws: DataError.self) { try Alignment(of: vectors, many, to: vectors, rare, place: "old") }
    #expect(throws: DataError.self) {
      try Alignment(of: vectors, many, to: Self.vectors(100, 5, seed: 1), many, place: "old")
    }
  }
}
