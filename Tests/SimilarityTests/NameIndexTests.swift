import Embeddings
import Foundation
import Testing

@testable import Similarity

/// Words in names: compared with looking at each name in turn.
@Suite struct NameIndexTests {
  private static func list(_ items: [(id: String, name: String, credit: String)]) -> ItemList {
    ItemList(
      ids: IdentifierTable(items.map(\.id)), names: StringTable(items.map(\.name)),
      credits: StringTable(items.map(\.credit)), supports: items.map { _ in 1 }, groups: items.indices.map(Int32.init))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func every_item_that_holds_the_words_is_found(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let letters = ["a", "B", "é", "E\u{301}", "ß", "x", " ", "-", "\u{0}", "\n", "中", "ø"]
    func text(_ longest: Int) -> String {
      (0..<random.below(longest)).map { _ in letters[random.below(letters.count)] }.joined()
    }
    let items = (0..<60).map { (id: "\($0)\(text(3))", name: text(8), credit: text(5)) }
    let index = NameIndex(of: Self.list(items))
    for _ in 0..<50 {
      let words = (0...random.below(2)).map { _ in NameIndex.folded(text(4)) }
        .filter { !$0.isEmpty && !$0.contains(UInt8(ascii: " ")) }
      let whole = Array(words.joined(separator: [32]))
      let expected = items.indices.filter { place in
        let parts = [items[place].name, items[place].credit, items[place].id].map { NameIndex.folded($0) }
        return !words.isEmpty && words.allSatisfy { word in parts.contains { Self.holds($0, word) } }
      }
      let found = index.items(holding: words, whole: whole)
      #expect(found.map(\.ordinal) == expected, "seed \(seed), words \(words)")
      for (ordinal, rank) in found {
        let name = NameIndex.folded(items[ordinal].name)
        #expect(rank == (name == whole ? .whole : name.starts(with: whole) ? .beginning : .part))
      }
    }
  }

  private static func holds(_ text: [UInt8], _ word: [UInt8]) -> Bool {
    text.count >= word.count && (0...text.count - word.count).contains { text[$0...].starts(with: word) }
  }

  @Test(arguments: [("motorhead", "Motörhead"), ("BEYONCE", "Beyoncé"), ("sigur ros", "Sigur Rós"), ("é", "E")])
  func case_and_accents_do_not_matter(written: String, name: String) {
    let index = NameIndex(of: Self.list([("1", "other", ""), ("2", name, "")]))
    let words = written.split(separator: " ").map { NameIndex.folded(String($0)) }
    let found = index.items(holding: words, whole: NameIndex.folded(written))
    #expect(found.contains { $0.ordinal == 1 && $0.rank == .whole })
  }

  @Test func of_nothing_nothing_is_found() {
    #expect(NameIndex(of: Self.list([])).items(holding: [[97]], whole: [97]).isEmpty)
    #expect(NameIndex(of: Self.list([("1", "a", "")])).items(holding: [], whole: []).isEmpty)
  }
}
