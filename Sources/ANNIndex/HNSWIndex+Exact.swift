extension HNSWIndex {
  /// The exact nearest rows, by comparing the query with every eligible row: what ``ExactIndex`` would answer.
  ///
  /// - Complexity: O(eligible rows x `dimension`).
  public func searchExactly(_ query: [Float], k: Int, filter: Filter? = nil) -> [Neighbor] {
    search(query, k: k, plan: .scan, filter: filter)
  }
}
