import Embeddings
import Files

/// Vectors of a file under the ids that they are to have.
enum NamedVectors {
  /// Reads vectors whose ids must be those of `ids` where that is given.
  ///
  /// - Parameter ids: A file of ids, a line for each row, for formats that hold none.
  /// - Throws: `DataError`; with code `badData` when the vectors have ids of their own besides.
  static func read(path: String, format: VectorFormat?, ids: String?) throws -> EmbeddingTable {
    let table = try VectorImport.read(path: path, format: format)
    guard let ids else { return table }
    guard let named = try named(table, ids: ids, path: path) else {
      throw DataError(.badData, at: path, "holds ids of its own, not those of \(ids)", remedy: "leave --ids out")
    }
    return named
  }

  /// Reads vectors, under the ids of `ids` where that is given and they have none of their own.
  ///
  /// - Throws: `DataError`.
  static func read(path: String, format: VectorFormat?, idsIfNone ids: String?) throws -> EmbeddingTable {
    let table = try VectorImport.read(path: path, format: format)
    guard let ids else { return table }
    return try named(table, ids: ids, path: path) ?? table
  }

  /// The table with the ids of a file, or nil when its own are not the row numbers that formats without ids give.
  private static func named(_ table: EmbeddingTable, ids: String, path: String) throws -> EmbeddingTable? {
    guard table.ids == IdentifierTable((0..<table.ids.count).lazy.map(String.init)) else { return nil }
    var lines = String(decoding: try ByteSource.readAll(path: ids), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    guard lines.count == table.matrix.count else {
      throw DataError(
        .badData, at: ids,
        "\(Figures.count(lines.count, of: "id")) for the \(Figures.count(table.matrix.count, of: "vector")) of \(path)",
        remedy: "write one id a line")
    }
    let identifiers = IdentifierTable(lines.lazy.map(String.init))
    if let line = lines.firstIndex(of: "") { throw DataError(.badData, at: "\(ids):\(line + 1)", "an empty id") }
    if let duplicate = identifiers.firstDuplicate {
      throw DataError(
        .badData, at: "\(ids):\(duplicate + 1)", "the id '\(lines[duplicate])' was used before",
        remedy: "give every vector an id of its own")
    }
    return EmbeddingTable(ids: identifiers, matrix: table.matrix)
  }
}
