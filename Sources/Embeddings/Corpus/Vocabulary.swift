/// The tracks that have a vector, numbered by falling count; equal counts by rising id bytes.
///
/// Ordinal 0 is the most popular track. Ordinals are the rows of every track table.
public struct Vocabulary: Sendable, Equatable {
  /// Track ids by ordinal.
  public let ids: IdentifierTable
  /// Occurrences of each track in the corpus, by ordinal; falling, each at least 1.
  public let counts: [Int]

  /// Creates a vocabulary from ids and their counts, already in order.
  public init(ids: IdentifierTable, counts: [Int]) {
    precondition(ids.count == counts.count, "one count for each id")
    self.ids = ids
    self.counts = counts
  }

  /// How many tracks there are.
  public var count: Int { counts.count }

  /// Occurrences of all tracks together.
  public var totalCount: Int { counts.reduce(0, +) }

  /// The ordinal of a track id, or nil for a track the vocabulary lacks.
  public func ordinal(of id: String) -> Int? { ids.ordinal(of: id) }
}
