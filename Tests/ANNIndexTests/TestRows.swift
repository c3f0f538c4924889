import TestSupport

@testable import ANNIndex

/// Made-up rows for tests.
struct TestRows {
  var values: [Float]
  let count: Int
  let dimension: Int

  /// Rows around a few centres, as catalogues have them.
  init(clustered count: Int, dimension: Int, seed: UInt64, spread: Float = 0.5) {
    var random = TestRandom(seed: seed)
    let clusters = max(count / 25, 1)
    let centres = (0..<clusters * dimension).map { _ in random.normal() }
    values = []
    for _ in 0..<count {
      let cluster = Int.random(in: 0..<clusters, using: &random)
      for position in 0..<dimension {
        values.append(centres[cluster * dimension + position] + spread * random.normal())
      }
    }
    self.count = count
    self.dimension = dimension
  }

  init(_ rows: [[Float]]) {
    values = rows.flatMap { $0 }
    count = rows.count
    dimension = rows.first?.count ?? 1
  }

  /// One row.
  subscript(_ ordinal: Int) -> [Float] {
    get { Array(values[ordinal * dimension..<(ordinal + 1) * dimension]) }
    set { values.replaceSubrange(ordinal * dimension..<(ordinal + 1) * dimension, with: newValue) }
  }

  /// The first rows apart from the others, as queries.
  func split(queries: Int) -> (queries: TestRows, rows: TestRows) {
    (TestRows((0..<queries).map { self[$0] }), TestRows((queries..<count).map { self[$0] }))
  }
}

extension HNSWIndex {
  /// What a search finds that is done in a given way the first time.
  func search(_ query: [Float], k: Int, plan: QueryPlanner.Plan, filter: Filter?) -> [Neighbor] {
    search(query, SearchRequest(k: k, filter: filter), plan: plan).neighbors
  }
}
