import Files
import Synchronization

/// An index whose rows come and go, under ids of the caller's choice.
///
/// Rows that have just come lie in a short tail that is scanned; rows that have gone are marked. When the tail is full, or
/// one row in eight is gone, the writer makes a new graph out of the old one (``HNSWIndex/revised(keeping:adding:threads:)``)
/// and puts it in its place. Readers take the state as it is at that moment and never wait for the writer; any number of
/// threads may read and write, and writers take turns.
///
///     let index = MutableIndex(dimension: 100, metric: .cosine)
///     try index.insert(row, id: 7)
///     let nearest = index.search(query, k: 10)
public final class MutableIndex: Sendable {
  /// One row found by a search.
  public struct Match: Sendable, Equatable {
    /// The id the row was inserted under.
    public let id: UInt64
    /// How near the row is, by the index's ``Metric``.
    public let score: Float

    /// Creates a match from its parts.
    public init(id: UInt64, score: Float) {
      self.id = id
      self.score = score
    }
  }

  /// How many values a row has.
  public let dimension: Int
  /// How rows are compared.
  public let metric: Metric
  private let published: Mutex<MutableIndexState>
  private let writer: Mutex<Writer>
  private let threads: Int

  /// What only the writer knows.
  private struct Writer: ~Copyable {
    /// Where each id's row is: of the graph's index, or behind it in the tail.
    var places: [UInt64: Int]
  }

  /// Creates an index without rows.
  ///
  /// - Parameter threads: how many threads make a new graph; 0 means one for each core.
  public convenience init(dimension: Int, metric: Metric, parameters: HNSWParameters = .init(), threads: Int = 0) {
    // Nothing can be wrong with no rows.
    guard
      let empty = try? HNSWIndex.build(
        rows: [], count: 0, dimension: dimension, metric: metric, parameters: parameters, threads: threads)
    else { preconditionFailure("an index without rows can be built") }
    self.init(empty, ids: [], threads: threads)
  }

  /// Takes the rows of an index over.
  ///
  /// - Parameter ids: one for each row, all different.
  public init(_ index: HNSWIndex, ids: [UInt64], threads: Int = 0) {
    precondition(ids.count == index.count, "one id for each row")
    dimension = index.dimension
    metric = index.metric
    self.threads = threads
    let places = Dictionary(ids.enumerated().map { ($0.element, $0.offset) }) { _, _ in
      preconditionFailure("ids are all different")
    }
    published = Mutex(MutableIndexState(base: index, ids: ids))
    writer = Mutex(Writer(places: places))
  }

  /// How many rows there are.
  public var count: Int { state.count }

  /// The rows nearest to a query: all `k` of them where there are so many.
  ///
  /// - Parameters:
  ///   - query: `dimension` values; need not be normalised.
  ///   - k: how many rows are wanted, at least 0.
  ///   - effort: how hard to look in the graph; the tail is compared whole.
  ///   - isEligible: asked of the ids that might be returned; nil means all may.
  /// - Returns: nearest first; of equal scores the row that came first.
  public func search(
    _ query: [Float], k: Int, effort: SearchEffort = .standard, where isEligible: (@Sendable (UInt64) -> Bool)? = nil
  ) -> [Match] {
    state.search(query, k: k, effort: effort, where: isEligible)
  }

  /// Puts a row in, in the place of the one that had the id before.
  ///
  /// - Throws: `DataError` with code `badData` when a value is not finite or the row's length is over 1e18.
  /// - Complexity: O(`dimension`); but when the tail is full, the writer makes a new graph first.
  public func insert(_ row: [Float], id: UInt64) throws {
    precondition(row.count == dimension, "a row has the index's dimension")
    guard VectorRows.isUsable(row) else {
      throw DataError(
        .badData, at: "row of id \(id)", "a value is not finite, or the row's length is over 1e18",
        remedy: "remove or repair that vector")
    }
    try writer.withLock { writer in
      var state = state
      if state.isTailFull {
        state = try state.compacted(threads: threads)
        writer.places = state.places()
      }
      if let place = writer.places[id] { state = state.removing(place) }
      writer.places[id] = state.end
      publish(state.appending(row, id: id))
    }
  }

  /// Takes a row out, and returns whether there was one of that id.
  ///
  /// - Complexity: a copy of one bit a row; but when one row in eight is gone, the writer makes a new graph.
  @discardableResult public func remove(_ id: UInt64) throws -> Bool {
    try writer.withLock { writer in
      guard let place = writer.places.removeValue(forKey: id) else { return false }
      var state = state.removing(place)
      if state.hasManyGone {
        state = try state.compacted(threads: threads)
        writer.places = state.places()
      }
      publish(state)
      return true
    }
  }

  /// The compact form: a graph of all rows, and the id of each of its rows. It can be written to a file, mapped and shared;
  /// this index goes on from it.
  public func freeze() throws -> (index: HNSWIndex, ids: [UInt64]) {
    try writer.withLock { writer in
      let state = try state.compacted(threads: threads)
      writer.places = state.places()
      publish(state)
      return (state.base, state.ids)
    }
  }

  /// All rows and their ids as they are now, for readers and for the writer.
  private var state: MutableIndexState { published.withLock { $0 } }

  private func publish(_ state: MutableIndexState) { published.withLock { $0 = state } }
}
