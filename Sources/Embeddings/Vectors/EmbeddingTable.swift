/// Vectors by id: what is queried, saved and exchanged.
public struct EmbeddingTable: Sendable, Equatable {
  /// The ids, numbered as the rows.
  public let ids: IdentifierTable
  /// One row for each id.
  public let matrix: EmbeddingMatrix

  /// Creates a table; there is one id for each row, all distinct.
  public init(ids: IdentifierTable, matrix: EmbeddingMatrix) {
    precondition(ids.count == matrix.count, "one id for each row")
    self.ids = ids
    self.matrix = matrix
  }

  /// The vector of an id, or nil for an id the table lacks.
  public subscript(id: String) -> ArraySlice<Float>? { ids.ordinal(of: id).map { matrix.row($0) } }
}
