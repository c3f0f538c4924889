import Embeddings

/// What is known of the items of one kind besides their vectors.
public struct ItemList: Sendable, Equatable {
  /// Ids by ordinal; for tracks in the order of the vocabulary, else by falling popularity of their tracks.
  public let ids: IdentifierTable
  /// Titles or names by ordinal; empty where the catalog has none.
  public let names: StringTable
  /// Who an item is by, as printed on it; empty where that does not apply or is not known.
  public let credits: StringTable
  /// How often an item's tracks occur in the corpus; for a playlist, how many tracks it has.
  public let supports: [Int]
  /// The smallest ordinal that is the same thing (a recording, a playlist in several editions), by ordinal.
  public let groups: [Int32]

  /// Creates a list; all parts have the same count, and a group is an ordinal not above its member's.
  init(ids: IdentifierTable, names: StringTable, credits: StringTable, supports: [Int], groups: [Int32]) {
    precondition(
      [names.count, credits.count, supports.count, groups.count].allSatisfy { $0 == ids.count },
      "one name, credit, support and group for each id")
    self.ids = ids
    self.names = names
    self.credits = credits
    self.supports = supports
    self.groups = groups
  }

  /// How many items there are.
  public var count: Int { ids.count }

  /// Asks for ids, names and credits of items ahead of their use: they may lie anywhere in memory.
  func prefetchTexts(of ordinals: some Collection<Int>) {
    let tables = [ids.strings, names, credits]
    for ordinal in ordinals { for table in tables { table.prefetchOffsets(at: ordinal) } }
    for ordinal in ordinals { for table in tables { table.prefetchBytes(at: ordinal) } }
  }
}
