/// Which rows are equal, so that each distinct row becomes one node of a graph.
///
/// A graph whose links go to copies of the same row is badly connected elsewhere: with 10 % copies, libraries that store
/// every copy lose up to 18 points of recall on queries that have nothing to do with the copies. Nodes are numbered in
/// the order in which their first row was given.
struct EqualRows: Sendable, Equatable {
  /// How many rows were given.
  let rowCount: Int
  /// Where each node's rows start in ``members``, and the end of the last: nodes + 1 entries. Empty when no two rows are
  /// equal; a node's only row is then the one of its own number.
  let starts: [UInt32]
  /// The rows of each node, rising. Empty when no two rows are equal.
  let members: [UInt32]
  /// The node of each row. Empty when no two rows are equal.
  private let nodes: [UInt32]

  /// Whether every row is a node of its own.
  var areDistinct: Bool { starts.isEmpty }
  /// How many distinct rows there are.
  var nodeCount: Int { areDistinct ? rowCount : starts.count - 1 }

  /// Takes lists from a file; nil when they do not hold every row once.
  ///
  /// The starts must rise from 0 to the row count; the members must be all rows, rising within a node and by first row from
  /// node to node.
  init?(rowCount: Int, starts: [UInt32], members: [UInt32]) {
    var nodes: [UInt32] = []
    if starts.isEmpty {
      guard members.isEmpty else { return nil }
    } else {
      guard members.count == rowCount, starts.first == 0, starts.last == UInt32(rowCount) else { return nil }
      nodes = Array(repeating: .max, count: rowCount)
      var lastFirst = -1
      for node in 0..<starts.count - 1 {
        guard starts[node] < starts[node + 1], starts[node + 1] <= rowCount else { return nil }
        var last = lastFirst
        for member in members[Int(starts[node])..<Int(starts[node + 1])] {
          guard last < member, member < rowCount, nodes[Int(member)] == .max else { return nil }
          nodes[Int(member)] = UInt32(node)
          last = Int(member)
        }
        lastFirst = Int(members[Int(starts[node])])
      }
    }
    self.rowCount = rowCount
    self.starts = starts
    self.members = members
    self.nodes = nodes
  }

  /// Says that no two rows are equal.
  init(distinct rowCount: Int) {
    self.rowCount = rowCount
    starts = []
    members = []
    nodes = []
  }

  /// Finds equal rows by hashing their bits.
  ///
  /// - Complexity: O(`count` x `dimension`) expected.
  init(of rows: VectorRows) {
    let nodeOfRow = Self.nodes(of: rows)
    let nodeCount = (nodeOfRow.max().map { Int($0) + 1 }) ?? 0
    rowCount = rows.count
    guard nodeCount < rows.count else {
      starts = []
      members = []
      nodes = []
      return
    }
    var starts = Array(repeating: UInt32(0), count: nodeCount + 1)
    for node in nodeOfRow { starts[Int(node) + 1] += 1 }
    for node in 0..<nodeCount { starts[node + 1] += starts[node] }
    var next = starts
    var members = Array(repeating: UInt32(0), count: rows.count)
    for (row, node) in nodeOfRow.enumerated() {
      members[Int(next[Int(node)])] = UInt32(row)
      next[Int(node)] += 1
    }
    self.starts = starts
    self.members = members
    nodes = nodeOfRow
  }

  /// The node that stands for a row.
  @inline(__always) func node(of row: Int) -> UInt32 { areDistinct ? UInt32(row) : nodes[row] }

  /// Bytes of memory the lists hold.
  var memoryBytes: Int { 4 * (starts.count + members.count + nodes.count) }

  /// The first row of each node.
  var firstRows: [UInt32] {
    areDistinct ? (0..<UInt32(rowCount)).map { $0 } : starts.dropLast().map { members[Int($0)] }
  }

  /// Calls `body` with the rows of a node, rising, until it returns false.
  @inline(__always) func forEachRow(of node: UInt32, while body: (Int) -> Bool) {
    if areDistinct {
      _ = body(Int(node))
    } else {
      for position in starts[Int(node)]..<starts[Int(node) + 1] where !body(Int(members[Int(position)])) { return }
    }
  }

  /// The node of each row, by open addressing on the rows' bits; a slot holds a row's number plus one.
  private static func nodes(of rows: VectorRows) -> [UInt32] {
    var capacity = 16
    while capacity < 2 * rows.count { capacity *= 2 }
    var slots = Array(repeating: UInt32(0), count: capacity)
    var nodeOfRow = Array(repeating: UInt32(0), count: rows.count)
    var nodeCount: UInt32 = 0
    for row in 0..<rows.count {
      var slot = Int(truncatingIfNeeded: hash(rows[row], rows.dimension)) & (capacity - 1)
      while slots[slot] != 0, !areEqual(rows[Int(slots[slot]) - 1], rows[row], rows.dimension) {
        slot = (slot + 1) & (capacity - 1)
      }
      if slots[slot] == 0 {
        slots[slot] = UInt32(row) + 1
        nodeOfRow[row] = nodeCount
        nodeCount += 1
      } else {
        nodeOfRow[row] = nodeOfRow[Int(slots[slot]) - 1]
      }
    }
    return nodeOfRow
  }

  private static func hash(_ row: UnsafePointer<Float>, _ dimension: Int) -> UInt64 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    for position in 0..<dimension {
      hash = (hash ^ UInt64(row[position].bitPattern)) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 32
    }
    return hash
  }

  private static func areEqual(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ dimension: Int) -> Bool {
    for position in 0..<dimension where left[position].bitPattern != right[position].bitPattern { return false }
    return true
  }
}
