import Testing

@testable import Embeddings

@Suite struct PositivePairsTests {
  private struct Pair: Hashable {
    let row: Int
    let column: Int
  }

  private func pairs(of chunk: PositivePairs) -> [Pair] {
    var pairs: [Pair] = []
    chunk.forEachPair { row, column, _ in pairs.append(Pair(row: row, column: column)) }
    return pairs
  }

  private func append(_ list: [Int32], rowWeight: Float = 1, to chunk: PositivePairs) {
    list.withUnsafeBufferPointer { chunk.append($0, rowWeight: rowWeight) }
  }

  @Test func all_tracks_of_a_playlist_are_pairs_and_none_crosses_its_border() {
    let chunk = PositivePairs(rows: 8, columns: 8)
    append([10, 11, 12], rowWeight: 2, to: chunk)
    append([10, 13], rowWeight: 3, to: chunk)
    let expected = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (3, 4), (4, 3)].map { Pair(row: $0, column: $1) }
    #expect(pairs(of: chunk) == expected)
    #expect((0..<5).map { chunk.pairWeight[$0] } == [1, 1, 1, 3, 3])
    #expect((0..<5).map { chunk.totalWeight[$0] } == [2, 2, 2, 3, 3])
    #expect(chunk.pairCount == 8 && chunk.scoreCount == 9 + 4)
  }

  @Test func a_track_is_no_pair_with_itself() {
    let chunk = PositivePairs(rows: 8, columns: 8)
    append([10, 11, 10], rowWeight: 2, to: chunk)
    #expect(pairs(of: chunk) == [(0, 1), (1, 0), (1, 2), (2, 1)].map { Pair(row: $0, column: $1) })
    #expect((0..<3).map { chunk.totalWeight[$0] } == [1, 2, 1])
    #expect(chunk.pairCount == 4 && chunk.scoreCount == 9)
    #expect(!chunk.isPositive(10, ofRow: 0) && chunk.isPositive(11, ofRow: 0) && chunk.isPositive(10, ofRow: 1))
  }

  @Test func an_emptied_chunk_starts_again() {
    let chunk = PositivePairs(rows: 3, columns: 3)
    append([1, 1, 2], to: chunk)
    chunk.removeAll()
    append([1, 2, 3], to: chunk)
    #expect(pairs(of: chunk).count == 6)
  }

  @Test(arguments: [(5, 1), (40, 3), (40, 100), (100, 17)])
  func stretches_of_a_long_playlist_hold_each_pair_of_the_window_once(length: Int, reach: Int) {
    let list = (0..<Int32(length)).map { $0 }
    var random = RandomSource(seed: 5)
    var distances = [Int](repeating: 0, count: length)
    let chunk = PositivePairs(rows: 30, columns: length)
    var seen = Set<Pair>()
    for start in stride(from: 0, to: length, by: 30) {
      let end = min(start + 30, length)
      chunk.removeAll()
      list.withUnsafeBufferPointer { list in
        chunk.append(start..<end, of: list, reach: reach, weight: .equal, random: &random)
      }
      #expect(chunk.rowCount == end - start)
      #expect(chunk.columnCount == min(length, end + reach) - max(0, start - reach))
      let before = seen.count
      chunk.forEachPair { row, column, weight in
        let pair = Pair(row: Int(chunk.rowTracks[row]), column: Int(chunk.columnTracks[column]))
        #expect(seen.insert(pair).inserted, "\(pair) twice")
        #expect(weight == 1)
        distances[abs(pair.row - pair.column)] += 1
      }
      #expect(chunk.pairCount == seen.count - before && chunk.scoreCount == chunk.pairCount)
    }
    #expect(distances[0] == 0)
    #expect(distances[1] == 2 * (length - 1), "neighbours are always pairs")
    #expect(distances.dropFirst(reach + 1).allSatisfy { $0 == 0 }, "no pair is wider than the reach")
    if length == 100 { #expect(distances[reach] < distances[1] / 4, "wide pairs are rare: the window shrinks") }
  }
}
