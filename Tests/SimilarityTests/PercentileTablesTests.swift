import Embeddings
import Files
import Foundation
import TestSupport
import Testing

@testable import Similarity

/// What is kept of drawn pairs is compared with all of them.
@Suite struct PercentileTablesTests {
  private static func drawn(_ count: Int, levels: Int, seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
      let sum = (0..<4).reduce(0) { total, _ in total + random.below(levels) }
      return Float(sum) / Float(levels) - 2
    }
  }

  @Test(arguments: [1, 7, 4_000, 4_001, 300_000], [3, 1_000_000]) func shares_are_those_of_all_pairs(
    count: Int, levels: Int
  ) {
    let all = Self.drawn(count, levels: levels, seed: 3)
    let kept = ScorePercentiles(of: all)
    let sorted = all.sorted()
    #expect(kept.scores.count <= 4_010)
    var last = 0.0
    for place in stride(from: 0, to: count, by: max(1, count / 500)) {
      let share = Double(sorted.count { $0 < sorted[place] }) / Double(count)
      let told = kept.percentile(of: sorted[place])
      let tolerance = count <= 4_000 ? 0 : share > 0.98 ? 0.000_02 : 0.000_6
      #expect(told >= share && told - share <= tolerance, "\(share)")
      #expect(told >= last)
      last = told
    }
    #expect(kept.percentile(of: sorted[0].nextDown) == 0)
    #expect(kept.percentile(of: sorted[count - 1].nextUp) == 1)
  }

  @Test(arguments: [2, 500, 300_000]) func a_threshold_is_the_lowest_score_of_its_share(count: Int) {
    let kept = ScorePercentiles(of: Self.drawn(count, levels: 1_000_000, seed: 9))
    for share in [0.001, 0.3, 0.9, 0.99, 0.9999, 1] {
      let score = kept.score(atPercentile: share)
      #expect(kept.percentile(of: score) >= share && kept.percentile(of: score.nextDown) < share, "\(share)")
    }
    #expect(kept.score(atPercentile: 0) == -.infinity)
  }

  @Test func nothing_drawn_says_nothing() {
    let nothing = ScorePercentiles(of: [])
    #expect(nothing.percentile(of: 1) == 0 && nothing.score(atPercentile: 0.5) == -.infinity)
  }

  @Test func a_published_model_says_what_it_said_before() throws {
    let folder = try TemporaryFolder()
    let built = try PlantedModel.shared.get()
    let version = try ModelStore(folder: folder("models")).publish(built).version
    let loaded = try Model.load(folder: folder("models/\(version)"))
    let before = built.inMemory()
    for key in PercentileTables.Key.all {
      let table = before.percentiles(from: key.from, to: key.to, relation: key.relation)
      #expect(loaded.percentiles(from: key.from, to: key.to, relation: key.relation) == table, "\(key)")
      #expect(table.drawn > 0)
    }
    #expect(try PercentileTables(path: folder("models/\(version)/scores.percentiles")) == PercentileTables(of: before))
  }

  @Test func what_is_damaged_is_refused() throws {
    let folder = try TemporaryFolder()
    // Of few pairs, so that every byte can be tried.
    let tables = PercentileTables(
      Dictionary(
        uniqueKeysWithValues: PercentileTables.Key.all.enumerated().map {
          ($1, ScorePercentiles(of: Self.drawn($0 % 4, levels: 9, seed: UInt64($0))))
        }))
    try tables.write(to: folder("scores.percentiles"), disk: .system)
    #expect(try PercentileTables(path: folder("scores.percentiles")) == tables)
    let bytes = try ByteSource.readAll(path: folder("scores.percentiles"))
    for place in bytes.indices {
      let cut = try folder.write(Array(bytes[..<place]), as: "cut")
      #expect(throws: DataError.self, "cut to \(place) bytes") { try PercentileTables(path: cut) }
      var changed = bytes
      changed[place] ^= 0x41
      let path = try folder.write(changed, as: "changed")
      #expect(throws: DataError.self, "byte \(place)") { try PercentileTables(path: path) }
    }
    #expect(ScorePercentiles(drawn: 3, ranks: [0, 3], scores: [0.1, 0.2]) == nil)
    #expect(ScorePercentiles(drawn: 3, ranks: [1, 2], scores: [0.1, 0.2]) == nil)
    #expect(ScorePercentiles(drawn: 3, ranks: [0, 2], scores: [0.2, 0.1]) == nil)
    #expect(ScorePercentiles(drawn: 3, ranks: [0, 2], scores: [0.1, .nan]) == nil)
  }
}
