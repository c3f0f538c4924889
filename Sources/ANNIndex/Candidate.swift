/// A scored node in one integer, so that the order "falling score, then rising node" is one comparison.
///
/// The score's bits, made comparable as an unsigned integer, are on top; below them the node, complemented, because of
/// two equal scores the lower node comes first; the lowest bit says whether a walk has expanded the node, and never
/// decides an order, since no two candidates of a list have the same node.
struct Candidate: Comparable {
  private(set) var key: UInt64

  /// The most nodes (or rows) an index can have: a node has 31 bits here.
  static let maximumNodes = Int(Int32.max)

  /// A candidate that is farther than any other.
  static let farthest = Candidate(key: 0)

  @inline(__always) private init(key: UInt64) { self.key = key }

  /// - Parameter score: never NaN. Negative zero counts as zero.
  @inline(__always) init(score: Float, node: UInt32) {
    let bits = (score + 0).bitPattern
    let ordered = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    key = UInt64(ordered) << 32 | UInt64(0x7fff_ffff &- node) << 1
  }

  /// How near the node is; higher is nearer.
  @inline(__always) var score: Float {
    let ordered = UInt32(truncatingIfNeeded: key >> 32)
    return Float(bitPattern: ordered >> 31 == 1 ? ordered & 0x7fff_ffff : ~ordered)
  }

  /// The node.
  @inline(__always) var node: UInt32 { 0x7fff_ffff &- UInt32(truncatingIfNeeded: key >> 1) & 0x7fff_ffff }

  /// Whether a walk has already looked at the node's links.
  @inline(__always) var isExpanded: Bool {
    get { key & 1 != 0 }
    set { key = newValue ? key | 1 : key & ~1 }
  }

  /// Whether the left one is farther.
  @inline(__always) static func < (left: Candidate, right: Candidate) -> Bool { left.key < right.key }
}
