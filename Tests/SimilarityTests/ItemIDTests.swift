import Foundation
import Similarity
import Testing

@Suite struct ItemIDTests {
  @Test func an_id_may_hold_colons() throws {
    let id = try #require(ItemID("track:spotify:track:27jd"))
    #expect(id.kind == .track)
    #expect(id.id == "spotify:track:27jd")
    #expect(id.description == "track:spotify:track:27jd")
    #expect(try JSONDecoder().decode([ItemID].self, from: JSONEncoder().encode([id])) == [id])
  }

  @Test func an_id_may_begin_with_a_mark() throws {
    for start in ["\u{1F3FB}", "\u{301}", "\u{FE0F}", "\u{200D}"] {
      let id = try #require(ItemID("playlist:\(start)x"))
      #expect(id.kind == .playlist && Array(id.id.utf8) == Array("\(start)x".utf8))
    }
  }

  @Test(arguments: ["", "track", "track:", "song:1", ":1", "Track:1"]) func what_is_no_id(text: String) {
    #expect(ItemID(text) == nil)
  }
}
