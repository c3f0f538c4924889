/// The form in which walks compare rows: the fewer bits, the less memory a walk waits for.
public enum WalkPrecision: String, Sendable, CaseIterable {
  /// Eight bits a value: enough to find the way, where rows are not crowded.
  case int8
  /// The rows as they are: these tell near twins apart.
  case float

  /// Bits of a value: the precision's number in a file.
  var bits: UInt32 {
    switch self {
    case .int8: 8
    case .float: 32
    }
  }

  /// The precision with that number, or nil.
  init?(bits: UInt32) {
    guard let precision = Self.allCases.first(where: { $0.bits == bits }) else { return nil }
    self = precision
  }
}

/// The rows of an index, as its walks compare them.
enum WalkedRows {
  case int8(QuantizedRows<Int8>)
  case float(FloatRows)

  var precision: WalkPrecision {
    switch self {
    case .int8: .int8
    case .float: .float
    }
  }

  /// Bytes of memory beside the rows themselves.
  var memoryBytes: Int {
    switch self {
    case .int8(let rows): rows.memoryBytes
    case .float: 0
    }
  }
}

/// Decides by trying whether eight bits are enough for the walks over a graph.
///
/// Where playlists put hundreds of tracks within a thousandth of a cosine, eight bits cannot say which of them are nearest,
/// and a walk drops the right ones: on 126,000 rows of real playlists recall@10 at ef 64 falls from 0.999 to 0.970. On word
/// vectors nothing is lost. So the same walks are done both ways and compared. (Sixteen bits were tried as a third form: no
/// faster than floats, which need no second copy.)
struct WalkPrecisionTrial {
  let graph: HNSWGraph
  let exact: FloatRows
  let eight: QuantizedRows<Int8>
  let beamWidth: Int
  let scratch: SearchScratch

  /// Rows that are asked for.
  private static var queries: Int { 256 }
  /// How many nearest rows are compared, the asked row among them.
  private static var k: Int { 11 }
  /// The share of neighbours that eight bits may cost.
  private static var tolerance: Double { 0.005 }

  /// Whether walks with eight bits find what walks over the rows themselves find.
  ///
  /// - Complexity: two walks for each of 256 rows.
  func eightBitsAreEnough() -> Bool {
    let search = NodeSearch(graph: graph, exact: exact)
    let nodes = min(Self.queries, graph.nodeCount)
    var wanted = 0
    var lost = 0
    for number in 0..<nodes {
      let node = UInt32(number * graph.nodeCount / nodes)
      let best = search.nearest(to: node, over: exact, beamWidth: beamWidth, k: Self.k, scratch: scratch)
      let found = search.nearest(to: node, over: eight, beamWidth: beamWidth, k: Self.k, scratch: scratch)
      guard let worst = best.last else { continue }
      wanted += best.count
      lost += best.count - found.count { $0.score >= worst.score }
    }
    return Double(lost) <= Self.tolerance * Double(wanted)
  }
}
