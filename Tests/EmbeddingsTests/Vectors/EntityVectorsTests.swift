import Embeddings
import Testing

@Suite struct EntityVectorsTests {
  private static let tracks = EmbeddingMatrix(count: 4, dimension: 2, values: [3, 0, 0, 0.5, -2, 0, 0, 0])

  @Test func an_entity_is_the_weighted_mean_of_its_tracks_unit_vectors() {
    let counts = [6, 3, 1, 1]
    let composed = EntityVectors.compose(members: [[0, 1], [2]], counts: counts, tracks: Self.tracks)
    // Shares 6/11, 3/11, 1/11, 1/11; a = 10 (36 + 9 + 1 + 1)/121.
    let a: Float = 470.0 / 121
    let (first, second) = (a / (a + 6.0 / 11), a / (a + 3.0 / 11))
    let expected = [first / (first + second), second / (first + second), -1, 0]
    #expect(zip(composed.values, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(composed.values)")
    #expect(composed.count == 2 && composed.dimension == 2)
  }

  @Test func a_track_counts_once_for_an_entity() {
    let counts = [2, 2, 1, 1]
    let once = EntityVectors.compose(members: [[0, 1], [1, 0]], counts: counts, tracks: Self.tracks)
    let often = EntityVectors.compose(members: [[0, 1, 0, 0, 1], [1, 0, 1]], counts: counts, tracks: Self.tracks)
    #expect(once == often)
    #expect(once.row(0) == [0.5, 0.5])
  }

  @Test func popular_tracks_weigh_less_and_none_weighs_nothing() {
    let weights = EntityVectors.weights(counts: [1000, 100, 10, 1])
    #expect(weights == weights.sorted())
    #expect(weights.allSatisfy { $0 > 0 && $0 < 1 })
    let doubled = EntityVectors.weights(counts: [2000, 200, 20, 2])
    #expect(zip(weights, doubled).allSatisfy { abs($0 - $1) < 1e-6 }, "only shares matter")
  }

  @Test func tracks_without_a_direction_leave_the_zero_vector() {
    #expect(EntityVectors.compose(members: [[3]], counts: [1, 1, 1, 1], tracks: Self.tracks).values == [0, 0])
    #expect(EntityVectors.compose(members: [], counts: [1, 1, 1, 1], tracks: Self.tracks).count == 0)
  }
}
