import Embeddings
import Testing

@testable import Similarity

/// Points in a plane.
@Suite struct NeighbourLayoutTests {
  /// Clusters in many dimensions, each row with neighbours of its own cluster.
  private static func clusters(
    _ count: Int, of size: Int, dimension: Int = 16, seed: UInt64
  ) -> (rows: [Float], neighbours: [[Int32]]) {
    var random = RandomSource(seed: seed)
    let centers = (0..<count).map { _ in (0..<dimension).map { _ in random.unitFloat() - 0.5 } }
    let rows = (0..<count * size).flatMap { row in centers[row / size].map { $0 + (random.unitFloat() - 0.5) / 10 } }
    let neighbours = (0..<count * size).map { row in
      (0..<5).map { _ in Int32(row / size * size + random.below(size)) }.filter { $0 != row }
    }
    return (rows, neighbours)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func clusters_come_apart(seed: UInt64) {
    let (rows, neighbours) = Self.clusters(8, of: 25, seed: seed)
    let points = NeighbourLayout.points(rows: rows, dimension: 16, neighbours: neighbours)
    var same = 0
    for row in 0..<200 {
      func square(_ other: Int) -> Float {
        let (dx, dy) = (points[2 * row] - points[2 * other], points[2 * row + 1] - points[2 * other + 1])
        return dx * dx + dy * dy
      }
      let near = (0..<200).filter { $0 != row }.sorted { square($0) < square($1) }.prefix(10)
      same += near.count { $0 / 25 == row / 25 }
    }
    #expect(same > 1_900, "\(same) of 2000, seed \(seed)")
  }

  @Test func one_seed_is_one_layout() {
    let (rows, neighbours) = Self.clusters(3, of: 10, seed: 4)
    #expect(
      NeighbourLayout.points(rows: rows, dimension: 16, neighbours: neighbours)
        == NeighbourLayout.points(rows: rows, dimension: 16, neighbours: neighbours))
  }

  @Test(arguments: [0, 1, 2, 3, 40]) func equal_rows_have_places_too(count: Int) {
    let points = NeighbourLayout.points(
      rows: [Float](repeating: 1, count: 4 * count), dimension: 4,
      neighbours: (0..<count).map { row in (0..<count).filter { $0 != row }.prefix(3).map(Int32.init) })
    #expect(points.count == 2 * count && points.allSatisfy(\.isFinite))
  }
}
