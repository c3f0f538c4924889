import Testing

@testable import ANNIndex

@Suite struct EqualRowsTests {
  static func equalRows(_ rows: [[Float]], metric: Metric = .l2) throws -> EqualRows {
    let rows = TestRows(rows)
    return EqualRows(
      of: try VectorRows(copying: rows.values, count: rows.count, dimension: rows.dimension, metric: metric))
  }

  @Test func distinct_rows_need_no_lists() throws {
    let rows = try Self.equalRows([[1, 2], [2, 1], [1, 1]])
    #expect(rows.areDistinct)
    #expect(rows.nodeCount == 3)
    #expect(rows.firstRows == [0, 1, 2])
    #expect(EqualRows(rowCount: rows.rowCount, starts: rows.starts, members: rows.members) == rows)
  }

  @Test func equal_rows_are_one_node_with_its_rows_in_order() throws {
    let rows = try Self.equalRows([[1, 2], [3, 4], [1, 2], [-0.0, 5], [0, 5], [1, 2]])
    #expect(rows.starts == [0, 3, 4, 6])
    #expect(rows.members == [0, 2, 5, 1, 3, 4])
    #expect(rows.firstRows == [0, 1, 3])
    #expect(EqualRows(rowCount: rows.rowCount, starts: rows.starts, members: rows.members) == rows)
    var visited: [Int] = []
    rows.forEachRow(of: 0) {
      visited.append($0)
      return $0 < 2
    }
    #expect(visited == [0, 2])
  }

  @Test func rows_of_one_direction_are_equal_by_cosine_alone() throws {
    #expect(try Self.equalRows([[1, 2], [2, 4], [0, 0]], metric: .cosine).nodeCount == 2)
    #expect(try Self.equalRows([[1, 2], [2, 4], [0, 0]], metric: .innerProduct).nodeCount == 3)
  }

  @Test(arguments: [
    ([UInt32](), [UInt32(0)]), ([0, 1, 3], [0, 1]), ([0, 1, 2], [0, 1, 2]), ([0, 2, 3], [0, 0, 1]),
    ([0, 2, 3], [2, 0, 1]), ([0, 1, 3], [1, 0, 2]), ([0, 0, 3], [0, 1, 2]), ([0, 2, 3], [0, 3, 1]),
    ([0, 9, 3], [0, 1, 2]), ([1, 2, 3], [0, 1, 2]),
  ]) func lists_that_do_not_hold_every_row_once_in_order_are_refused(_ starts: [UInt32], _ members: [UInt32]) {
    #expect(EqualRows(rowCount: 3, starts: starts, members: members) == nil)
  }
}
