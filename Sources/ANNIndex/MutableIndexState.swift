/// The rows of a ``MutableIndex`` at one moment: a graph, which of its rows are gone, and the tail of those that came later.
///
/// A value: changing it makes another, and who has one may read it for as long as it likes. All states since the last new
/// graph share one tail, whose rows are only ever added behind those that any of them counts.
struct MutableIndexState: Sendable {
  let base: HNSWIndex
  /// The id of each row of the base.
  let ids: [UInt64]
  /// The rows of the base that are not gone.
  private var live: Filter
  private let tail: RowTail
  /// How many rows of the tail there are, and which of them are not gone.
  private var tailLive: [Bool] = []

  init(base: HNSWIndex, ids: [UInt64]) {
    self.base = base
    self.ids = ids
    live = Filter(count: ids.count, allEligible: true)
    tail = RowTail(capacity: max(1024, ids.count / 32), dimension: base.dimension, metric: base.metric)
  }

  /// How many rows there are.
  var count: Int { live.eligibleCount + tailLive.count { $0 } }
  /// The place of the row that is appended next.
  var end: Int { ids.count + tailLive.count }
  var isTailFull: Bool { tailLive.count == tail.capacity }
  /// Whether so many rows of the base are gone that walks lose time on them.
  var hasManyGone: Bool { ids.count - live.eligibleCount > max(256, ids.count / 8) }

  /// The state after a row was added. Only the latest state may be appended to.
  func appending(_ row: [Float], id: UInt64) -> MutableIndexState {
    tail.append(row, id: id, at: tailLive.count)
    var next = self
    next.tailLive.append(true)
    return next
  }

  /// The state after the row at a place was taken out.
  func removing(_ place: Int) -> MutableIndexState {
    var next = self
    if place < ids.count { next.live.remove(place) } else { next.tailLive[place - ids.count] = false }
    return next
  }

  /// The same rows in a new graph, the oldest first, without a tail.
  func compacted(threads: Int) throws -> MutableIndexState {
    let added = tailLive.indices.filter { tailLive[$0] }
    if added.isEmpty, live.eligibleCount == ids.count { return self }
    let rows = added.flatMap { UnsafeBufferPointer(start: tail[$0], count: base.dimension) }
    // An index without rows has not chosen how its walks compare rows.
    let index =
      live.eligibleCount == 0
      ? try HNSWIndex.build(
        rows: rows, count: added.count, dimension: base.dimension, metric: base.metric, parameters: base.parameters,
        threads: threads)
      : try base.revised(keeping: live, adding: rows, threads: threads)
    return MutableIndexState(base: index, ids: live.eligibleOrdinals.map { ids[$0] } + added.map { tail.id(of: $0) })
  }

  /// Where each id's row is.
  func places() -> [UInt64: Int] { Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($0.element, $0.offset) }) }

  func search(
    _ query: [Float], k: Int, effort: SearchEffort, where isEligible: (@Sendable (UInt64) -> Bool)?
  ) -> [MutableIndex.Match] {
    var request = SearchRequest(k: k, effort: effort, filter: live.eligibleCount == ids.count ? nil : live)
    if let isEligible {
      let ids = ids
      request.isEligible = { isEligible(ids[$0]) }
    }
    var found = base.search(query, request).neighbors
    let prepared = PreparedQueries(query, count: 1, dimension: base.dimension, metric: base.metric)
    for position in tailLive.indices where tailLive[position] {
      guard isEligible?(tail.id(of: position)) ?? true else { continue }
      let score = withExtendedLifetime(prepared) { base.exact.scorer.score(prepared[0], tail[position]) + 0 }
      found.append(Neighbor(ordinal: ids.count + position, score: score))
    }
    found.sort { $0.score != $1.score ? $0.score > $1.score : $0.ordinal < $1.ordinal }
    return found.prefix(k).map { found in
      let id = found.ordinal < ids.count ? ids[found.ordinal] : tail.id(of: found.ordinal - ids.count)
      return MutableIndex.Match(id: id, score: found.score)
    }
  }
}

/// Rows that came after a graph was made, prepared for its metric; there is room for a fixed number.
///
/// One writer appends, and then tells how many there are by publishing a state under a lock; readers look at no more than
/// the state they have taken counts. So no row is read before it was written, and none is written twice.
final class RowTail: @unchecked Sendable {  // see above
  let capacity: Int
  private let metric: Metric
  private let dimension: Int
  private let stride: Int
  private let rows: UnsafeMutablePointer<Float>
  private let ids: UnsafeMutablePointer<UInt64>

  init(capacity: Int, dimension: Int, metric: Metric) {
    self.capacity = capacity
    self.metric = metric
    self.dimension = dimension
    stride = VectorRows.stride(dimension: dimension)
    rows = AlignedBlock.allocate(count: capacity * stride, repeating: 0)
    ids = AlignedBlock.allocate(count: capacity, repeating: 0)
  }

  deinit {
    rows.deallocate()
    ids.deallocate()
  }

  /// Writes a row at a position that no state counts yet.
  func append(_ row: [Float], id: UInt64, at position: Int) {
    precondition(position < capacity, "the tail is full")
    row.withUnsafeBufferPointer { VectorRows.prepare($0, metric: metric, into: rows + position * stride) }
    ids[position] = id
  }

  /// The first value of a row.
  subscript(_ position: Int) -> UnsafePointer<Float> { UnsafePointer(rows + position * stride) }

  func id(of position: Int) -> UInt64 { ids[position] }
}
