import Embeddings

extension Manifest.Corpus {
  /// What a manifest says of a corpus.
  ///
  /// - Throws: `DataError` when a temporary file of the corpus cannot be read.
  /// - Complexity: O(occurrences), for the digest.
  init(of corpus: EncodedCorpus) throws {
    self.init(
      digest: try Checksum.ofCorpus(corpus), playlists: corpus.playlistCount, occurrences: corpus.occurrenceCount,
      firstDate: corpus.dates?.lowerBound, lastDate: corpus.dates?.upperBound)
  }
}
