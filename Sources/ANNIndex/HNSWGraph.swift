/// The links of an HNSW graph, and nothing else: it knows neither rows nor scores.
///
/// Every node has a list of `2 x maximumLinks` slots on level 0 and of `maximumLinks` slots on each level above, up to
/// its own. A list is filled from the front; ``noLink`` follows the last link where there is room. Lists are in one block
/// each for level 0 and for all levels above, because a walk is as fast as its reads: 32 links are two cache lines.
///
/// One ``HNSWBuilder`` writes; after it has finished, nothing changes and any number of threads may read.
final class HNSWGraph: @unchecked Sendable {  // frozen when shared; see above
  /// What follows the last link of a list that is not full.
  static let noLink = UInt32.max
  /// The highest level a node can have.
  static let highestLevel = 30

  let nodeCount: Int
  let maximumLinks: Int
  /// The highest level of each node.
  let levels: [UInt8]
  /// Where a walk starts: a node of ``topLevel``. 0 in an empty graph.
  var entryPoint: UInt32 = 0
  /// The level a walk starts on.
  var topLevel = 0

  /// How many lists of upper levels lie before each node's own.
  private let upperStarts: UnsafeMutablePointer<UInt32>
  private let baseLinks: UnsafeMutablePointer<UInt32>
  private let upperLinks: UnsafeMutablePointer<UInt32>
  private let upperListCount: Int
  /// Who the memory of ``baseLinks`` belongs to; nil for the graph itself.
  let owner: AnyObject?

  /// Creates a graph without links. `levels` has one entry a node, each at most ``highestLevel``.
  convenience init(maximumLinks: Int, levels: [UInt8]) {
    self.init(
      maximumLinks: maximumLinks, levels: levels,
      base: AlignedBlock.allocate(count: levels.count * 2 * maximumLinks, repeating: Self.noLink), owner: nil)
  }

  /// Takes the lists of level 0 as they lie in memory of `owner`, which nobody writes; the upper ones are without links.
  convenience init(maximumLinks: Int, levels: [UInt8], baseLinks: UnsafeRawBufferPointer, owner: AnyObject) {
    precondition(baseLinks.count == levels.count * 2 * maximumLinks * 4, "every node has a list on level 0")
    let links = baseLinks.bindMemory(to: UInt32.self)
    self.init(
      maximumLinks: maximumLinks, levels: levels,
      base: links.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
        ?? AlignedBlock.allocate(count: 0, repeating: 0),
      owner: links.baseAddress == nil ? nil : owner)
  }

  private init(maximumLinks: Int, levels: [UInt8], base: UnsafeMutablePointer<UInt32>, owner: AnyObject?) {
    self.maximumLinks = maximumLinks
    self.levels = levels
    nodeCount = levels.count
    upperStarts = AlignedBlock.allocate(count: levels.count, repeating: Self.noLink)
    var lists: UInt32 = 0
    for (node, level) in levels.enumerated() {
      upperStarts[node] = lists
      lists += UInt32(level)
    }
    upperListCount = Int(lists)
    baseLinks = base
    self.owner = owner
    upperLinks = AlignedBlock.allocate(count: upperListCount * maximumLinks, repeating: Self.noLink)
  }

  deinit {
    upperStarts.deallocate()
    if owner == nil { baseLinks.deallocate() }
    upperLinks.deallocate()
  }

  /// How many links a node can have on a level.
  @inline(__always) func capacity(level: Int) -> Int { level == 0 ? 2 &* maximumLinks : maximumLinks }

  /// The list of a node on a level that is at most the node's own: `capacity(level:)` slots.
  @inline(__always) func links(of node: UInt32, level: Int) -> UnsafeMutablePointer<UInt32> {
    level == 0
      ? baseLinks + Int(node) &* (2 &* maximumLinks)
      : upperLinks + (Int(upperStarts[Int(node)]) &+ level &- 1) &* maximumLinks
  }

  /// How many links a node has on a level.
  func linkCount(of node: UInt32, level: Int) -> Int {
    let links = links(of: node, level: level)
    let capacity = capacity(level: level)
    return (0..<capacity).first { links[$0] == Self.noLink } ?? capacity
  }

  /// The links of a node on a level, copied.
  func linkArray(of node: UInt32, level: Int) -> [UInt32] {
    Array(UnsafeBufferPointer(start: links(of: node, level: level), count: linkCount(of: node, level: level)))
  }

  /// Replaces the list of a node on a level.
  func setLinks(of node: UInt32, level: Int, to links: some Collection<UInt32>) {
    assert(links.count <= capacity(level: level))
    let list = self.links(of: node, level: level)
    var position = 0
    for link in links {
      list[position] = link
      position += 1
    }
    while position < capacity(level: level) {
      list[position] = Self.noLink
      position += 1
    }
  }

  /// All lists of level 0, node after node.
  var baseBytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: baseLinks, count: nodeCount * 2 * maximumLinks))
  }

  /// All lists of the levels above: node after node, within a node from level 1 up.
  var upperBytes: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: upperLinks, count: upperListCount * maximumLinks))
  }

  /// Bytes of memory the graph holds.
  var memoryBytes: Int { baseBytes.count + upperBytes.count + 5 * nodeCount }

  /// Marks the nodes that links on level 0 lead to from a start, among those not marked yet, and returns how many.
  @discardableResult func markReachable(from start: UInt32, in marks: inout [Bool]) -> Int {
    guard !marks[Int(start)] else { return 0 }
    marks[Int(start)] = true
    var found = 1
    var pending = [start]
    while let node = pending.popLast() {
      let links = links(of: node, level: 0)
      for slot in 0..<capacity(level: 0) {
        guard links[slot] != Self.noLink else { break }
        guard !marks[Int(links[slot])] else { continue }
        marks[Int(links[slot])] = true
        found += 1
        pending.append(links[slot])
      }
    }
    return found
  }
}

extension HNSWGraph {
  /// The highest level of a node: level `l` or more with probability `maximumLinks^-l`, as in the paper, but drawn with
  /// integers from the seed and the node's number alone, so that it is the same on every machine.
  static func level(of node: Int, seed: UInt64, maximumLinks: Int) -> UInt8 {
    level(drawnBy: seed &+ UInt64(node) &* 0xd134_2543_de82_ef95, maximumLinks: maximumLinks)
  }

  /// The level of a node that joins a graph, drawn by its row: nodes that come and go may have the same number again and
  /// again, and by that always the same level.
  static func level(of row: UnsafeBufferPointer<Float>, seed: UInt64, maximumLinks: Int) -> UInt8 {
    let hash = row.reduce(seed) { ($0 ^ UInt64($1.bitPattern)) &* 0xd134_2543_de82_ef95 }
    return level(drawnBy: hash, maximumLinks: maximumLinks)
  }

  private static func level(drawnBy start: UInt64, maximumLinks: Int) -> UInt8 {
    var level = 0
    var state = start
    while level < highestLevel {
      // SplitMix64 (Steele, Lea and Flood, 2014).
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      mixed ^= mixed >> 31
      guard mixed.multipliedFullWidth(by: UInt64(maximumLinks)).high == 0 else { break }
      level += 1
    }
    return UInt8(level)
  }
}
