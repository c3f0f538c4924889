import Testing

@testable import Embeddings

@Suite struct IdentifierTableTests {
  @Test(arguments: [1, 2, 3]) func agrees_with_a_dictionary(seed: UInt64) {
    var random = RandomSource(seed: seed)
    var table = IdentifierTable()
    var model: [String: Int] = [:]
    for _ in 0..<5000 {
      let id = String(repeating: "é", count: random.below(12)) + "\(random.below(1 + random.below(3000)))"
      let (ordinal, isNew) = table.insert(id)
      #expect(isNew == (model[id] == nil), "seed \(seed)")
      #expect(ordinal == model[id] ?? model.count, "seed \(seed)")
      model[id] = ordinal
    }
    #expect(table.count == model.count)
    for (id, ordinal) in model {
      #expect(table.ordinal(of: id) == ordinal)
      #expect(table[ordinal] == id)
    }
    #expect(table.ordinal(of: "missing") == nil)
    #expect(IdentifierTable(table.strings) == table)
  }

  @Test func the_first_of_equal_ids_keeps_the_look_up() {
    let table = IdentifierTable(["a", "b", "a", "b", ""])
    #expect(table.firstDuplicate == 2)
    #expect(table.ordinal(of: "a") == 0)
    #expect(table.ordinal(of: "") == 4)
    #expect(IdentifierTable(["a", "b"]).firstDuplicate == nil)
    #expect(IdentifierTable([String]()).ordinal(of: "a") == nil)
  }

  @Test func hashes_of_similar_ids_spread() {
    var buckets = [Int](repeating: 0, count: 1024)
    for number in 0..<102_400 {
      var id = "t\(number)"
      id.withUTF8 { buckets[Int(truncatingIfNeeded: ByteHash.of($0) & 1023)] += 1 }
    }
    // 100 in each on average; five standard deviations are 50.
    #expect(buckets.allSatisfy { (50...150).contains($0) })
  }

  @Test func utf8_is_judged_as_the_standard_library_does() {
    var random = RandomSource(seed: 9)
    let pieces: [[UInt8]] = [
      [0x61], [0xc3, 0xa9], [0xe2, 0x82, 0xac], [0xf0, 0x9f, 0x8e, 0xb5], [0x80], [0xc3], [0xe2, 0x82],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80], [0xc0, 0xaf], [0xff], [0xe0, 0x80, 0xaf], Array("12345678".utf8),
    ]
    for round in 0..<5000 {
      let bytes = (0..<random.below(6)).flatMap { _ in pieces[random.below(round % 2 == 0 ? 4 : pieces.count)] }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      #expect(
        bytes.withUnsafeBufferPointer { $0.firstInvalidUTF8 == nil } == isValid, "seed 9, round \(round): \(bytes)")
    }
  }

  @Test func civil_dates_go_both_ways() {
    #expect(CivilDate(daysSince1970: 0).text == "1970-01-01")
    #expect(CivilDate(year: 2024, month: 2, day: 29).daysSince1970 == 19_782)
    for days in stride(from: -800_000, to: 800_000, by: 37) {
      #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
    }
    #expect(CivilDate(secondsSince1970: 1_717_113_600).text == "2024-05-31")
    #expect(CivilDate(secondsSince1970: .infinity).text == "9999-12-31")
  }
}
