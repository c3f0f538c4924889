/// The rows a search found, why there are not more, and what it took.
public struct SearchAnswer: Sendable, Equatable {
  /// Why an answer has fewer rows than were asked for.
  public enum Shortfall: String, Sendable, Codable {
    /// The filter lets through no more, or the index has no more.
    case noMoreRows = "no_more_rows"
    /// All other eligible rows belong to groups that have given what they may.
    case groupsExhausted = "groups_exhausted"
    /// All other eligible rows have lower scores than the least wanted.
    case belowMinimumScore = "below_minimum_score"
    /// The budget was used up before enough rows were found.
    case budget
  }

  /// How an answer was found.
  public enum Mode: String, Sendable, Codable {
    /// By a walk over the graph.
    case walk
    /// By scoring every eligible row.
    case scan
  }

  /// The rows, nearest first, in the order of ``Neighbor``.
  public var neighbors: [Neighbor]
  /// Why there are fewer than `k`, or nil when there are `k`.
  public var shortfall: Shortfall?
  /// How the rows were found: the last way, where a walk had to be followed by a scan.
  public var mode: Mode
  /// Whether a budget ended the search early: nearer rows may exist.
  public var isCut: Bool
  /// Nodes of the graph whose links were followed.
  public var visited: Int
  /// Rows that were scored; those scored a second time, more exactly, are not counted again.
  public var computed: Int

  /// Creates an answer.
  public init(
    neighbors: [Neighbor] = [], shortfall: Shortfall? = nil, mode: Mode = .scan, isCut: Bool = false,
    visited: Int = 0, computed: Int = 0
  ) {
    self.neighbors = neighbors
    self.shortfall = shortfall
    self.mode = mode
    self.isCut = isCut
    self.visited = visited
    self.computed = computed
  }
}
