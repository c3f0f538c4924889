import Files
import Synchronization

/// Whether an index file is what it says: each property looked at on its own, so that what is broken has a name.
public struct IndexCheck: Sendable {
  /// What is looked at.
  public enum Subject: String, Sendable, CaseIterable {
    /// Sizes, checksums, values, and links that lead to nodes of the graph.
    case file
    /// Nodes that links of level 0 lead to from the entry point.
    case reachability
    /// Rounded rows that are the rows, rounded.
    case roundedRows = "rounded rows"
    /// Rows that a search for themselves finds.
    case selfRecall = "self-recall"
    /// The stored curve, against walks done now.
    case effortCurve = "effort curve"
  }

  /// What was found out about one subject.
  public struct Finding: Sendable, Equatable {
    /// What was looked at.
    public let subject: Subject
    /// Whether all is as it should be.
    public let isSound: Bool
    /// The figures, in words.
    public let text: String
  }

  /// The index, where its file could be read.
  public let index: HNSWIndex?
  /// One for each subject that could be looked at.
  public let findings: [Finding]

  /// Whether nothing is broken.
  public var isSound: Bool { findings.allSatisfy(\.isSound) }

  /// The most rows that are asked for.
  private static let mostAsked = 20_000
  /// The share of rows that must find themselves.
  private static let leastSelfRecall = 0.99
  /// How far walks may stay behind the stored curve: both are samples.
  private static let curveTolerance: Float = 0.03

  /// Looks at a file.
  ///
  /// - Parameter threads: how many threads search; 0 means one for each core.
  /// - Throws: `DataError` with code `missingInput` or `cannotRead`; bytes that are not what they should be are a finding.
  /// - Complexity: a walk for each of up to 20,000 rows, and up to thirteen for each of 256.
  public static func run(path: String, threads: Int = 0) throws -> IndexCheck {
    let index: HNSWIndex
    do {
      index = try HNSWIndex.read(path: path)
    } catch let error as DataError where error.code == .badData {
      return IndexCheck(index: nil, findings: [Finding(subject: .file, isSound: false, text: error.fault)])
    }
    let threads = Parallel.threadCount(threads)
    let findings = [
      Finding(
        subject: .file, isSound: true,
        text: "\(index.count) rows, \(index.graph.nodeCount) distinct; sizes, checksums and links hold"),
      reachability(of: index), roundedRows(of: index), selfRecall(of: index, threads: threads),
      effortCurve(of: index, threads: threads),
    ]
    return IndexCheck(index: index, findings: findings.compactMap { $0 })
  }

  private static func reachability(of index: HNSWIndex) -> Finding {
    let graph = index.graph
    var marks = Array(repeating: false, count: graph.nodeCount)
    let reached = graph.nodeCount == 0 ? 0 : graph.markReachable(from: graph.entryPoint, in: &marks)
    let unreached = graph.nodeCount - reached
    // Where the repair gave up the build has said so, and no query's nearest are among those rows.
    let known = index.repair.unreachableAfter
    return Finding(
      subject: .reachability, isSound: unreached <= known,
      text: unreached == 0
        ? "every node can be reached" : "\(unreached) nodes cannot be reached, \(known) when it was built")
  }

  private static func roundedRows(of index: HNSWIndex) -> Finding? {
    guard case .int8(let stored) = index.walked else { return nil }
    let rounded = QuantizedRows<Int8>(index.rows)
    let isSame = stored.bytes.elementsEqual(rounded.bytes)
    return Finding(
      subject: .roundedRows, isSound: isSame,
      text: isSame ? "they are the rows, rounded" : "they are not the rows, rounded")
  }

  private static func selfRecall(of index: HNSWIndex, threads: Int) -> Finding? {
    let nodes = index.graph.nodeCount
    guard nodes > 0 else { return nil }
    let asked = min(nodes, mostAsked)
    let search = NodeSearch(graph: index.graph, exact: index.exact)
    let found = Mutex(0)
    Parallel.forEachChunk(of: asked, chunk: 64, threads: threads) { _, range in
      let count = range.count { position in
        let node = UInt32(position * nodes / asked)
        let best = index.scratches.withScratch {
          search.nearest(
            to: node, over: index.walked, beamWidth: index.parameters.defaultSearchBeamWidth, k: 1, scratch: $0)
        }
        // Another row may be as near, and by inner product nearer.
        return best.contains { $0.score >= index.exact.score(index.exact.query(of: node), node) }
      }
      found.withLock { $0 += count }
    }
    let share = Double(found.withLock { $0 }) / Double(asked)
    return Finding(
      subject: .selfRecall, isSound: share >= leastSelfRecall,
      text:
        "\(found.withLock { $0 }) of \(asked) rows find themselves with ef \(index.parameters.defaultSearchBeamWidth)")
  }

  private static func effortCurve(of index: HNSWIndex, threads: Int) -> Finding? {
    let stored = index.effortCurve.points
    guard !stored.isEmpty else {
      return index.count < 10
        ? nil : Finding(subject: .effortCurve, isSound: true, text: "none: a search by recall compares all rows")
    }
    let measured = EffortCurve.measure(
      graph: index.graph, exact: index.exact, walked: index.walked,
      asking: EffortCurve.heldOut(of: index.graph.nodeCount).heldOut, among: nil, threads: threads)
    // Rows that are in are found more easily than those the curve was measured with.
    let short = stored.first { point in
      measured.points.contains { $0.effort == point.effort && $0.recall < point.recall - curveTolerance }
    }
    guard let short, let now = measured.points.first(where: { $0.effort == short.effort }) else {
      return Finding(
        subject: .effortCurve, isSound: true, text: "walks find what its \(stored.count) points promise")
    }
    return Finding(
      subject: .effortCurve, isSound: false,
      text: "it promises \(short.recall) with ef \(short.effort), walks find \(now.recall)")
  }
}
