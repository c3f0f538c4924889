import Embeddings
import Files

extension IdentifierTable {
  /// Writes the ids, a line each.
  ///
  /// - Throws: `DataError` with code `cannotWrite`.
  func write(to path: String) throws {
    var file = try DurableFile(path: path)
    for ordinal in 0..<count { try file.write("\(self[ordinal])\n") }
    try file.commit()
  }
}
