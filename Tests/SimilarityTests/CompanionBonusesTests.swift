import Embeddings
import Testing

@testable import Similarity

/// The table is compared with a `Dictionary`.
@Suite struct CompanionBonusesTests {
  @Test(arguments: [0, 1, 2, 3, 40, 1000], [UInt64(1), 2, 3])
  func sums_are_those_of_a_dictionary(values: Int, seed: UInt64) {
    var random = RandomSource(seed: seed)
    var bonuses = CompanionBonuses(room: values)
    var expected: [Int: Float] = [:]
    // Ordinals far apart and close together, each now and then.
    let tracks = [values / 2 + 1, 1 << 30][random.below(2)]
    for _ in 0..<values {
      let (track, value) = (random.below(tracks), Float(random.below(8)))
      bonuses.add(value, to: track)
      expected[track, default: 0] += value
    }
    #expect(Dictionary(uniqueKeysWithValues: bonuses.map { ($0.track, $0.bonus) }) == expected, "seed \(seed)")
    #expect(bonuses.count == expected.count, "seed \(seed)")
    for track in 0..<100 { #expect(bonuses[track] == expected[track], "seed \(seed), track \(track)") }
    let ranked = expected.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key)
    for count in [0, 1, 7, 128, expected.count, expected.count + 1] {
      #expect(Set(bonuses.highest(count)) == Set(ranked.prefix(count)), "seed \(seed), the highest \(count)")
      #expect(bonuses.highest(count).count == min(count, ranked.count), "seed \(seed), the highest \(count)")
    }
  }

  @Test func a_table_that_is_full_finds_what_it_has_and_what_it_has_not() {
    var bonuses = CompanionBonuses(room: 64)
    for track in 0..<64 { bonuses.add(1, to: track << 20) }
    #expect((0..<64).allSatisfy { bonuses[$0 << 20] == 1 })
    #expect((0..<1000).allSatisfy { bonuses[1 + $0] == nil })
  }
}
