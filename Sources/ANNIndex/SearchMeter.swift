/// Counts what a search does, and says when its budget is used up.
struct SearchMeter {
  /// Nodes whose links were followed.
  private(set) var visited = 0
  /// Rows that were scored.
  private(set) var computed = 0
  /// Whether the budget has ended the search.
  private(set) var isCut = false
  private let limit: Int
  private let deadline: Deadline
  private var nextLook = 0

  /// Nodes between two looks at the clock: a look costs about as much as scoring a row.
  private static let nodesBetweenLooks = 16

  init(_ budget: SearchBudget? = nil) {
    limit = budget?.comparisons ?? .max
    deadline = budget?.deadline ?? .never
    isCut = deadline.hasPassed
  }

  /// Counts a node whose links were followed and the rows scored for it.
  @inline(__always) mutating func addVisit(computed rows: Int) {
    visited &+= 1
    computed &+= rows
    if computed >= limit { isCut = true }
    if visited >= nextLook { look() }
  }

  /// Counts rows scored by a scan.
  mutating func add(computed rows: Int) {
    computed += rows
    if computed >= limit { isCut = true }
    look()
  }

  @inline(never) private mutating func look() {
    nextLook = deadline == .never ? .max : visited + Self.nodesBetweenLooks
    if deadline.hasPassed { isCut = true }
  }
}
