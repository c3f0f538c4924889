#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What each effort of a search buys: the share of the true nearest rows it finds, and the time it takes.
public struct RecallCurve: Sendable, Equatable, Codable {
  /// One effort, measured on one thread.
  public struct Point: Sendable, Equatable, Codable {
    /// How wide the searches were (HNSW's `ef`).
    public var effort: Int
    /// The share of the true nearest rows that were found, in `0...1`.
    public var recall: Double
    /// Searches in a second, one at a time.
    public var queriesPerSecond: Double
    /// The time half of the searches took at most.
    public var p50Microseconds: Double
    /// The time 99 of 100 searches took at most.
    public var p99Microseconds: Double
    /// How many rows a search scored, in the mean.
    public var meanScored: Double

    /// Creates a point from its parts.
    public init(
      effort: Int, recall: Double, queriesPerSecond: Double, p50Microseconds: Double, p99Microseconds: Double,
      meanScored: Double = 0
    ) {
      self.effort = effort
      self.recall = recall
      self.queriesPerSecond = queriesPerSecond
      self.p50Microseconds = p50Microseconds
      self.p99Microseconds = p99Microseconds
      self.meanScored = meanScored
    }
  }

  /// How many nearest rows were asked for.
  public var k: Int
  /// How many queries were measured.
  public var queries: Int
  /// The points, by rising effort.
  public var points: [Point]
  /// Bytes of memory for each row of the index.
  public var memoryBytesPerRow: Double

  /// Creates a curve from its parts.
  public init(k: Int, queries: Int, points: [Point], memoryBytesPerRow: Double) {
    self.k = k
    self.queries = queries
    self.points = points.sorted { $0.effort < $1.effort }
    self.memoryBytesPerRow = memoryBytesPerRow
  }

  /// Measures an index.
  ///
  /// A found row counts as right when its exact score reaches that of the true `k`-th: rows at equal distances are not
  /// errors. Each effort is run once before it is timed. Where the index is so small that it scans instead of walking, the
  /// measured recall is 1, and that is what callers get.
  ///
  /// - Parameters:
  ///   - index: the index to measure.
  ///   - exact: the same rows, searched exactly; by the same metric.
  ///   - queries: row-major, any number of rows of `dimension` values, at least one.
  ///   - k: how many nearest rows are asked for, at least 1.
  ///   - efforts: what to measure, each at least 1.
  ///   - filter: the rows that may be returned; nil means all.
  ///   - now: a clock that never goes back; it gives seconds.
  public static func measure(
    _ index: HNSWIndex, against exact: ExactIndex, queries: [Float], k: Int = 10,
    efforts: [Int] = [16, 32, 64, 128, 256], filter: Filter? = nil, now: () -> Double = Self.seconds
  ) -> RecallCurve {
    precondition(
      index.count == exact.count && index.dimension == exact.dimension && index.metric == exact.metric,
      "the exact index does not hold the rows of the measured one")
    precondition(k >= 1 && !queries.isEmpty, "a recall needs at least one query and one neighbour")
    let queryCount = queries.count / index.dimension
    let each = (0..<queryCount).map { Array(queries[$0 * index.dimension..<($0 + 1) * index.dimension]) }
    let truth = exact.search(batch: queries, k: k, filter: filter, threads: 0)
    let points = efforts.map { effort in
      let request = SearchRequest(k: k, effort: .width(effort), filter: filter)
      for query in each { _ = index.search(query, request) }
      var right = 0
      var scored = 0
      var times: [Double] = []
      for (query, nearest) in zip(each, truth) {
        let start = now()
        let answer = index.search(query, request)
        times.append(now() - start)
        scored += answer.computed
        right += nearest.isEmpty ? 0 : answer.neighbors.count { $0.score >= nearest[nearest.count - 1].score }
      }
      let total = times.reduce(0, +)
      times.sort()
      return Point(
        effort: effort, recall: Double(right) / Double(max(truth.reduce(0) { $0 + $1.count }, 1)),
        queriesPerSecond: total > 0 ? Double(queryCount) / total : 0,
        p50Microseconds: 1e6 * times[(queryCount - 1) / 2], p99Microseconds: 1e6 * times[(queryCount - 1) * 99 / 100],
        meanScored: Double(scored) / Double(queryCount))
    }
    return RecallCurve(
      k: k, queries: queryCount, points: points,
      memoryBytesPerRow: Double(index.memoryBytes) / Double(max(index.count, 1)))
  }

  /// Searches in a second at a recall, between the two measured points around it; nil where no point reaches the recall.
  ///
  /// Recall approaches 1 by ever smaller steps while the time doubles, so the line is drawn through the logarithms of the
  /// misses and of the rates, where such curves are nearly straight. Below the first point its own rate is given.
  public func queriesPerSecond(atRecall recall: Double) -> Double? {
    let frontier = frontier
    guard let above = frontier.firstIndex(where: { $0.recall >= recall }) else { return nil }
    guard above > 0 else { return frontier[above].queriesPerSecond }
    let (slow, fast) = (frontier[above], frontier[above - 1])
    func miss(_ recall: Double) -> Double { -log(max(1 - recall, 1e-6)) }
    let share = (miss(recall) - miss(fast.recall)) / (miss(slow.recall) - miss(fast.recall))
    return exp(
      log(fast.queriesPerSecond) + share * (log(slow.queriesPerSecond) - log(fast.queriesPerSecond)))
  }

  /// The smallest measured effort that reaches a recall, or nil where none does.
  public func effort(atRecall recall: Double) -> Int? { points.first { $0.recall >= recall }?.effort }

  /// The points that find more than all of less effort.
  private var frontier: [Point] {
    points.reduce(into: []) { kept, point in
      if point.queriesPerSecond > 0, point.recall > kept.last?.recall ?? -1 { kept.append(point) }
    }
  }

  /// Seconds by the system's monotonic clock, from an arbitrary start.
  public static func seconds() -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  private static let start = ContinuousClock.now
}
