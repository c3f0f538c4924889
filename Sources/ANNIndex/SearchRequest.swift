/// What is asked of an index beside the query: how many rows, which of them, and at what price.
public struct SearchRequest: Sendable {
  /// How many rows are wanted, at least 0. With ``minimumScore`` it may be the index's count: then all in range.
  public var k: Int
  /// How hard to look.
  public var effort: SearchEffort
  /// The rows that may be returned; nil means all. Its count is that of the index.
  public var filter: Filter?
  /// Asked of rows that might be returned, besides the filter; nil means all may. Called on the searching thread, for many
  /// more rows than are returned: where the answer is known ahead, a filter is faster, because its size is known too.
  public var isEligible: (@Sendable (Int) -> Bool)?
  /// How many rows of one group may be returned; nil means any number.
  public var grouping: Grouping?
  /// The score a row must have at least; nil means any.
  public var minimumScore: Float?
  /// What the search may cost; nil means as much as it takes.
  public var budget: SearchBudget?
  /// Rows that are near, as far as the caller knows, each in `0..<count`: a walk begins at them rather than at the top of the
  /// graph. None means that nothing is known.
  public var entries: [Int] = []

  /// Creates a request.
  public init(
    k: Int, effort: SearchEffort = .standard, filter: Filter? = nil, isEligible: (@Sendable (Int) -> Bool)? = nil,
    grouping: Grouping? = nil, minimumScore: Float? = nil, budget: SearchBudget? = nil
  ) {
    self.k = k
    self.effort = effort
    self.filter = filter
    self.isEligible = isEligible
    self.grouping = grouping
    self.minimumScore = minimumScore
    self.budget = budget
  }
}

/// How hard a search looks, where it is approximate.
public enum SearchEffort: Sendable, Equatable {
  /// The index's own width.
  case standard
  /// So many candidates at a time, at least 1 (the paper's ef); raised to `k` where that is more.
  case width(Int)
  /// As wide as it takes to find this share of the true nearest rows, over 0 and up to 1, by the ``EffortCurve`` that was
  /// measured when the index was built.
  case recall(Double)
  /// Compare with every eligible row.
  case exact
}

/// Rows in groups of which a search returns no more than a few each: an artist's tracks, a recording's releases.
public struct Grouping: Sendable {
  /// The group of each row of the index.
  public let keys: [UInt32]
  /// How many rows of one group may be returned, at least 1.
  public let atMost: Int

  /// Creates a grouping.
  public init(keys: [UInt32], atMost: Int = 1) {
    precondition(atMost >= 1, "a group of which \(atMost) rows may be returned is a filter")
    self.keys = keys
    self.atMost = atMost
  }
}

/// What a search may cost. One that reaches a limit returns what it has found by then and says so.
public struct SearchBudget: Sendable, Equatable {
  /// How many rows may be scored, at least 1; looked at after each node of a walk and each block of a scan, so that a few
  /// more may be.
  public var comparisons: Int?
  /// When to stop.
  public var deadline: Deadline

  /// Creates a budget.
  public init(comparisons: Int? = nil, deadline: Deadline = .never) {
    self.comparisons = comparisons
    self.deadline = deadline
  }
}
