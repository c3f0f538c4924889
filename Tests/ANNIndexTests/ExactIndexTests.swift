import Files
import Testing

@testable import ANNIndex

@Suite struct ExactIndexTests {
  /// The definition, in double precision.
  static func reference(_ query: [Float], _ row: [Float], _ metric: Metric) -> Double {
    let pairs = zip(query, row).map { (Double($0), Double($1)) }
    let dot = pairs.reduce(0) { $0 + $1.0 * $1.1 }
    switch metric {
    case .innerProduct: return dot
    case .l2: return -pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    case .cosine:
      let lengths = pairs.reduce(into: (0.0, 0.0)) { $0 = ($0.0 + $1.0 * $1.0, $0.1 + $1.1 * $1.1) }
      return lengths.0 > 0 && lengths.1 > 0 ? dot / (lengths.0 * lengths.1).squareRoot() : 0
    }
  }

  @Test(arguments: Metric.allCases) func answers_are_those_of_the_definition(_ metric: Metric) throws {
    let (queries, rows) = TestRows(clustered: 230, dimension: 11, seed: 5).split(queries: 10)
    let index = try ExactIndex(rows: rows.values, count: rows.count, dimension: 11, metric: metric)
    for position in 0..<queries.count {
      let query = queries[position]
      let scores = (0..<rows.count).map { Self.reference(query, rows[$0], metric) }
      let order = scores.indices.sorted { scores[$0] > scores[$1] }
      let found = index.search(query, k: 20)
      #expect(found.map(\.ordinal) == Array(order.prefix(20)))
      for neighbor in found {
        #expect(abs(Double(neighbor.score) - scores[neighbor.ordinal]) <= 1e-5 * max(1, abs(scores[neighbor.ordinal])))
      }
    }
  }

  @Test(arguments: Metric.allCases, [1, 10, 400]) func a_batch_gives_the_bits_of_single_queries(
    _ metric: Metric, _ k: Int
  )
    throws
  {
    // Far from the origin distances cancel, and among copies the matrix product cannot tell the order.
    var rows = TestRows(clustered: 1_300, dimension: 9, seed: 6)
    for position in rows.values.indices { rows.values[position] += 30 }
    for copy in 0..<200 { rows[3 * copy] = rows[1] }
    let queries = TestRows((0..<70).map { rows[17 * $0] })
    let index = try ExactIndex(rows: rows.values, count: rows.count, dimension: 9, metric: metric)
    let filter = Filter(count: rows.count, eligible: (0..<rows.count).filter { $0 % 4 != 1 })
    for filter in [nil, filter] {
      let batch = index.search(batch: queries.values, k: k, filter: filter, threads: 2)
      #expect(batch.count == 70)
      for position in 0..<70 {
        #expect(batch[position] == index.search(queries[position], k: k, effort: nil, filter: filter))
      }
    }
  }

  @Test func equal_scores_are_ordered_by_rising_ordinal() throws {
    let rows = TestRows(Array(repeating: [1, 2], count: 300))
    let index = try ExactIndex(rows: rows.values, count: 300, dimension: 2, metric: .l2)
    #expect(index.search([0, 0], k: 7).map(\.ordinal) == Array(0..<7))
    #expect(index.search(batch: [0, 0, 5, 5], k: 7).map { $0.map(\.ordinal) } == [Array(0..<7), Array(0..<7)])
  }

  @Test func the_cosine_with_zeros_is_zero() throws {
    let index = try ExactIndex(rows: [0, 0, 1, 0, -1, 0], count: 3, dimension: 2, metric: .cosine)
    #expect(
      index.search([2, 0], k: 3) == [
        .init(ordinal: 1, score: 1), .init(ordinal: 0, score: 0), .init(ordinal: 2, score: -1),
      ])
    #expect(index.search([0, 0], k: 3) == (0..<3).map { Neighbor(ordinal: $0, score: 0) })
    #expect(index.search(batch: [0, 0], k: 2) == [(0..<2).map { Neighbor(ordinal: $0, score: 0) }])
  }

  @Test func fewer_rows_than_wanted_are_all_returned() throws {
    let index = try ExactIndex(rows: [1, 2, 3], count: 3, dimension: 1, metric: .innerProduct)
    #expect(index.search([1], k: 10).map(\.ordinal) == [2, 1, 0])
    #expect(index.search([1], k: 0).isEmpty)
    #expect(index.search([1], k: 10, effort: nil, filter: Filter(count: 3, eligible: [1])).map(\.ordinal) == [1])
    #expect(index.search([1], k: 10, effort: nil, filter: Filter(count: 3)).isEmpty)
    let empty = try ExactIndex(rows: [], count: 0, dimension: 4, metric: .cosine)
    #expect(empty.search([1, 2, 3, 4], k: 5).isEmpty)
    #expect(empty.search(batch: [1, 2, 3, 4], k: 5) == [[]])
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 3e18]) func a_row_that_cannot_be_compared_is_named(_ value: Float)
  {
    let error = #expect(throws: DataError.self) {
      try ExactIndex(rows: [1, 2, 3, value, 5, 6], count: 3, dimension: 2, metric: .cosine)
    }
    #expect(error?.code == .badData)
    #expect(error?.place == "row 1")
  }

  @Test func an_index_says_which_queries_it_accepts() throws {
    let index = try ExactIndex(rows: [1, 2], count: 1, dimension: 2, metric: .cosine)
    #expect(index.accepts([1, 0]))
    #expect(!index.accepts([1]))
    #expect(!index.accepts([1, .nan]))
    #expect(!index.accepts([1, 2e18]))
  }

  @Test func a_query_of_another_dimension_stops_the_program() async {
    await #expect(processExitsWith: .failure) {
      _ = try ExactIndex(rows: [1, 2], count: 1, dimension: 2, metric: .cosine).search([1, 2, 3], k: 1)
    }
  }
}
