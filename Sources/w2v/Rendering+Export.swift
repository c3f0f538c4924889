import Embeddings

extension Rendering {
  /// Says what was written.
  static func showExport(
    _ vectors: EmbeddingTable, kind: ItemKind, table: EmbeddingRole, format: String, path: String
  ) {
    print(
      "\(path): \(Figures.count(vectors.matrix.count, of: kind.rawValue)), dimension \(vectors.matrix.dimension), "
        + "\(table.rawValue) vectors, \(format)")
  }
}
