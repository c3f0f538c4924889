import Embeddings
import Files
import Similarity

/// Vectors and names as the Embedding Projector (projector.tensorflow.org) loads them: two tables of the same order.
struct ProjectorFiles {
  let vectors: EmbeddingTable
  let items: ItemList

  static let vectorsName = "vectors.tsv"
  static let namesName = "metadata.tsv"

  /// Writes `vectors.tsv` and `metadata.tsv` into a folder; the latter with a line of titles.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func write(into folder: String) throws {
    try Paths.createFolder(folder)
    var table = try DurableFile(path: Paths.join(folder, Self.vectorsName), disk: .system)
    for row in 0..<vectors.matrix.count {
      try table.write(vectors.matrix.row(row).map { "\($0)" }.joined(separator: "\t") + "\n")
    }
    var names = try DurableFile(path: Paths.join(folder, Self.namesName), disk: .system)
    try names.write("id\tname\tby\tsupport\n")
    for row in 0..<vectors.matrix.count {
      let fields = [vectors.ids[row], items.names[row], items.credits[row], "\(items.supports[row])"]
      try names.write(fields.map(Self.field).joined(separator: "\t") + "\n")
    }
    try table.commit()
    try names.commit()
  }

  /// The text without what would end a field or a line.
  private static func field(_ text: String) -> String {
    String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 })
  }
}
