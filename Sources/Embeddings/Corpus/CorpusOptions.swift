/// How a corpus is to be read.
public struct CorpusOptions: Sendable, Equatable {
  /// The format of every file, or nil to tell it from each file's first bytes.
  public var format: CorpusFormat?
  /// Which columns of a table mean what; only ``CorpusFormat/csv`` asks.
  public var columns = CSVColumns()
  /// Whether the first malformed record ends the reading with an error, instead of being counted and left out.
  public var isStrict = false
  /// A file to keep malformed records in, each after a line that says where it stood and what is wrong with it.
  public var rejectsPath: String?

  /// Threads that read: 0 is one for each core. What is read does not depend on it.
  ///
  /// Only ``CorpusFormat/lines``, ``CorpusFormat/tsv`` and ``CorpusFormat/jsonl`` are read by more than one, and by eight
  /// at most.
  public var threads = 0
  /// The most bytes that playlists take in memory; a corpus that is larger goes to temporary files.
  ///
  /// The default is small on purpose, and no share of the machine's memory: so peak memory depends on the vocabulary, not on the
  /// number of playlists. Four million occurrences fit.
  public var memoryBudget = 16 << 20
  /// The folder for temporary files, of which nothing is left when the program ends, however it ends.
  public var temporaryFolder = "/var/tmp"
  /// Bytes of lines that a thread parses in one go.
  var blockSize = 1 << 20

  /// Creates options that tell the format from the content and count malformed records.
  public init() {}
}
