import Embeddings
import Files

/// The file of a model that holds the centers of its ``RelationVectors``: a vector file with two rows.
enum RelationCenters {
  private static let ids = IdentifierTable(["input", "context"])

  /// Writes the centers.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  static func write(_ relations: RelationVectors, to path: String, disk: Disk) throws {
    let matrix = EmbeddingMatrix(
      count: 2, dimension: relations.dimension, values: relations.inputCenter + relations.contextCenter)
    try EmbeddingTable(ids: ids, matrix: matrix).write(to: path, disk: disk)
  }

  /// Reads the centers of a form.
  ///
  /// - Throws: `DataError` with code `badData` or `missingInput`.
  static func read(path: String, form: RelationVectors.Form) throws -> RelationVectors {
    let table = try EmbeddingTable.read(path: path)
    guard table.ids == ids else {
      throw DataError(.badData, at: path, "holds other rows than the two centers", remedy: "publish the model again")
    }
    return RelationVectors(
      form: form, inputCenter: Array(table.matrix.row(0)), contextCenter: Array(table.matrix.row(1)))
  }
}
