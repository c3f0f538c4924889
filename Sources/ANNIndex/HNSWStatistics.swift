/// What a built graph looks like.
public struct HNSWStatistics: Sendable, Equatable, Codable {
  /// Rows the index was built from.
  public var rows: Int
  /// Distinct rows, each stored once.
  public var nodes: Int
  /// The highest level of the graph.
  public var topLevel: Int
  /// Mean number of links of a node on level 0.
  public var meanLinks: Double
  /// Nodes that no links led to from the entry point, when those a narrow search misses had been linked to already.
  public var unreachableBeforeRepair: Int
  /// Links that were added at the end of the build, to nodes that a narrow search missed or no links led to.
  public var repairLinks: Int
  /// Nodes that cannot be reached still: only an exact search finds them.
  public var unreachable: Int
  /// Bytes of memory for each row: vectors, links and tables.
  public var memoryBytesPerRow: Double
}
