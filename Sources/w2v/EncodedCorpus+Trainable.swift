import Embeddings
import Files

extension EncodedCorpus {
  /// Makes sure that there are tracks to tell apart.
  ///
  /// - Parameters:
  ///   - paths: where the corpus comes from.
  ///   - minimumCount: the occurrences a track needed to be in it.
  /// - Throws: `DataError` with code `badData` for fewer than two.
  func requireTrainable(from paths: [String], minimumCount: Int) throws {
    guard vocabulary.count >= 2 else {
      throw DataError(
        .badData, at: paths.joined(separator: ", "),
        "\(Figures.count(vocabulary.count, of: "track")) with at least "
          + "\(Figures.count(minimumCount, of: "occurrence")), too few to train on",
        remedy: "read more playlists or lower --min-count")
    }
  }
}
