import Embeddings

/// Small tables made for one test.
enum VectorFixtures {
  /// A table of random values of many magnitudes with ids `t0`, `t1` and so on.
  static func table(count: Int, dimension: Int, seed: UInt64 = 1) -> EmbeddingTable {
    var random = RandomSource(seed: seed)
    let values = (0..<count * dimension).map { index in
      (random.unitFloat() - 0.5) * [1, 1e-6, 3e5, 1e-36][index % 4]
    }
    return EmbeddingTable(
      ids: IdentifierTable((0..<count).map { "t\($0)é" }),
      matrix: EmbeddingMatrix(count: count, dimension: dimension, values: values))
  }

  /// The rows of `table` under the ids `0`, `1` and so on, as formats without ids give them back.
  static func numbered(_ table: EmbeddingTable) -> EmbeddingTable {
    EmbeddingTable(ids: IdentifierTable((0..<table.matrix.count).map(String.init)), matrix: table.matrix)
  }
}
