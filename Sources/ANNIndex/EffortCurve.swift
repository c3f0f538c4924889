import Synchronization

/// What share of the true nearest rows each width of a search finds: measured on an index once it is built, kept in its
/// file, and the reason why callers can ask for a recall.
///
/// It is measured during the build, with rows that are not in yet, and go in after that: a graph finds its own rows more
/// easily than what callers ask for. (With rows of the index the curve promised 0.95 where held-out word vectors found 0.90.)
/// Times are not part of it: they belong to a machine (``RecallCurve``), while this is the same wherever the index is built.
public struct EffortCurve: Sendable, Equatable, Codable {
  /// One width.
  public struct Point: Sendable, Equatable, Codable {
    /// How many candidates a walk keeps (the paper's ef).
    public var effort: Int
    /// The share of the ``EffortCurve/k`` nearest rows it finds, in `0...1`.
    public var recall: Float

    /// Creates a point from its parts.
    public init(effort: Int, recall: Float) {
      self.effort = effort
      self.recall = recall
    }
  }

  /// How many nearest rows each measured search asks for.
  public static let k = 10
  /// The widths that are measured; those after the first that finds all are left out.
  static let efforts = [10, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512]
  /// The most rows that are asked for.
  private static let queries = 256

  /// The points, by rising effort; empty where nothing was measured.
  public let points: [Point]

  /// Creates a curve; the points' efforts rise.
  public init(points: [Point]) { self.points = points }

  /// The smallest measured width that reaches a recall, or nil where none does.
  ///
  /// - Parameter k: how many rows are wanted. What finds 10 of 10 finds no more than half of 20: so the width grows with `k`.
  public func effort(atRecall recall: Double, k: Int) -> Int? {
    guard let point = points.first(where: { Double($0.recall) >= recall }) else { return nil }
    return k <= Self.k ? point.effort : (point.effort * k + Self.k - 1) / Self.k
  }

  /// The nodes that are inserted last, when the others have been measured with them: evenly spaced, up to a tenth.
  static func heldOut(of nodes: Int) -> (first: [UInt32], heldOut: [UInt32]) {
    let asked = min(queries, nodes / 10)
    let heldOut = (0..<asked).map { UInt32($0 * nodes / asked + nodes / asked / 2) }
    var first: [UInt32] = []
    first.reserveCapacity(nodes - asked)
    var next = 0
    for node in 0..<UInt32(nodes) {
      if next < asked, heldOut[next] == node { next += 1 } else { first.append(node) }
    }
    return (first, heldOut)
  }

  /// Measures the walks over a graph with the rows of some nodes, each asked for others.
  ///
  /// - Parameters:
  ///   - asked: the nodes whose rows are asked for.
  ///   - present: the nodes that are in the graph; nil where the asked ones are too. Then each also finds itself, which
  ///     proves nothing and takes a place.
  /// - Complexity: an exact search and up to thirteen walks for each asked node.
  static func measure(
    graph: HNSWGraph, exact: FloatRows, walked: WalkedRows, asking asked: [UInt32], among present: Filter?,
    threads: Int
  ) -> EffortCurve {
    guard !asked.isEmpty else { return EffortCurve(points: []) }
    let itself = present == nil ? 1 : 0
    let k = min(k + itself, present?.eligibleCount ?? graph.nodeCount)
    guard k > itself else { return EffortCurve(points: []) }
    let rows = asked.flatMap { UnsafeBufferPointer(start: exact.query(of: $0), count: exact.rows.dimension) }
    let truth = ExactIndex(rows: exact.rows).search(batch: rows, k: k, filter: present, threads: threads)
    let search = NodeSearch(graph: graph, exact: exact)
    let scratches = (0..<threads).map { _ in SearchScratch(nodes: graph.nodeCount, links: 2 * graph.maximumLinks) }
    var points: [Point] = []
    for effort in efforts where points.last?.recall != 1 {
      let right = Mutex(0)
      Parallel.forEachChunk(of: asked.count, chunk: 16, threads: threads) { worker, range in
        let found = range.reduce(0) { sum, position in
          let nearest = search.nearest(
            to: asked[position], over: walked, beamWidth: effort + itself, k: k, scratch: scratches[worker])
          let right = nearest.count { $0.score >= truth[position][k - 1].score }
          return sum + right - (nearest.contains { $0.node == asked[position] } ? itself : 0)
        }
        right.withLock { $0 += found }
      }
      points.append(
        Point(effort: effort, recall: min(Float(right.withLock { $0 }) / Float(asked.count * (k - itself)), 1)))
    }
    return EffortCurve(points: points)
  }
}

extension EffortCurve {
  /// Bytes of a point in a file.
  static let pointSize = 8
  /// The most bytes a curve takes in a file.
  static let maximumSize = 64 * pointSize

  /// The points as a file has them: of each the effort, then the bits of the recall.
  var numbers: [UInt32] { points.flatMap { [UInt32($0.effort), $0.recall.bitPattern] } }

  /// Takes points from a file; nil where efforts do not rise from 1, or a recall is not in `0...1`.
  init?(numbers: [UInt32]) {
    var points: [Point] = []
    for start in stride(from: 0, to: numbers.count - 1, by: 2) {
      let point = Point(effort: Int(numbers[start]), recall: Float(bitPattern: numbers[start + 1]))
      guard HNSWParameters.beamWidthRange.contains(point.effort), point.effort > points.last?.effort ?? 0,
        (0...1).contains(point.recall)
      else { return nil }
      points.append(point)
    }
    self.points = points
  }
}
