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
  /// Nodes that no walk could reach before the repair at the end of the build.
  public var unreachableBeforeRepair: Int
  /// Links the repair added.
  public var repairLinks: Int
  /// Nodes that cannot be reached still: only an exact search finds them.
  public var unreachable: Int
  /// Bytes of memory for each row: vectors, links and tables.
  public var memoryBytesPerRow: Double
}
