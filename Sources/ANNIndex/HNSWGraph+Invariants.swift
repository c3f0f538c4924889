extension HNSWGraph {
  /// What must hold whenever no insertion is under way, as code: the first thing that does not, in words, or nil.
  ///
  /// A walk reads the list of whatever a link names, on the level of the link, without asking. So these are also what
  /// makes a graph from a file safe to walk.
  ///
  /// - Parameter lowest: only lists above this level are looked at; -1 means all.
  func violation(aboveLevel lowest: Int = -1) -> String? {
    if nodeCount == 0 { return topLevel == 0 && entryPoint == 0 ? nil : "an empty graph has an entry point" }
    guard entryPoint < nodeCount else { return "the entry point \(entryPoint) is not one of \(nodeCount) nodes" }
    guard Int(levels[Int(entryPoint)]) == topLevel else {
      return "the entry point is on level \(levels[Int(entryPoint)]), the top level is \(topLevel)"
    }
    for node in 0..<UInt32(nodeCount) where Int(levels[Int(node)]) > lowest {
      for level in lowest + 1...Int(levels[Int(node)]) {
        if let fault = listViolation(of: node, level: level) { return "node \(node), level \(level): \(fault)" }
      }
    }
    return nil
  }

  private func listViolation(of node: UInt32, level: Int) -> String? {
    let list = UnsafeBufferPointer(start: links(of: node, level: level), count: capacity(level: level))
    let count = list.firstIndex(of: Self.noLink) ?? list.count
    if let stray = list[count...].first(where: { $0 != Self.noLink }) {
      return "a link to \(stray) after the end of the list"
    }
    for position in 0..<count {
      let link = list[position]
      guard link < nodeCount else { return "a link to \(link), which is not one of \(nodeCount) nodes" }
      guard link != node else { return "a link to itself" }
      guard Int(levels[Int(link)]) >= level else { return "a link to \(link), which is not on this level" }
      for earlier in 0..<position where list[earlier] == link { return "two links to \(link)" }
    }
    return nil
  }
}
