import Embeddings
import Foundation
import Testing

@testable import SimilarityServer

@Suite struct JSONWriterTests {
  private func text(_ fields: (inout JSONWriter) -> Void) -> String { String(buffer: JSONWriter.object(fields)) }

  @Test func fields_come_in_the_order_written() {
    let written = text { json in
      json.field("z", "last")
      json.field("a", 1)
      json.field("none", nil as String?)
      json.field("yes", true)
      json.field("list", array: [1, 2]) { $0.value($1) }
      json.field("empty", array: [Int]()) { $0.value($1) }
      json.field("inner") { $0.field("x", 0.5) }
      json.field("absent", nil as Int?) { json, number in json.field("n", number) }
      json.field("objects", array: ["a", "b"]) { json, name in json.object { $0.field("name", name) } }
    }
    #expect(
      written == """
        {"z":"last","a":1,"none":null,"yes":true,"list":[1,2],"empty":[],"inner":{"x":0.5},"absent":null,\
        "objects":[{"name":"a"},{"name":"b"}]}
        """)
    #expect(text { _ in } == "{}")
  }

  @Test func strings_are_escaped_so_that_anyone_can_read_them() throws {
    let every = String(String.UnicodeScalarView((0..<0x250).compactMap(Unicode.Scalar.init))) + "日本🎵\u{2028}"
    let bytes = JSONWriter.object { $0.field(every, every) }
    let read = try JSONDecoder().decode([String: String].self, from: Data(bytes.readableBytesView))
    #expect(read == [every: every])
    #expect(text { $0.field("k", "\"\\\n\r\t\u{1}\u{1f}") } == #"{"k":"\"\\\n\r\t\u0001\u001f"}"#)
  }

  @Test func numbers_read_back_as_they_were() throws {
    var numbers: [Float] = [0, 1, -1, 0.1, 1 / 3, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    var random = RandomSource(seed: 1)
    for _ in 0..<200 { numbers.append(Float.random(in: -1...1, using: &random)) }
    let bytes = JSONWriter.object { $0.field("n", array: numbers) { $0.value($1) } }
    let read = try JSONDecoder().decode([String: [Float]].self, from: Data(bytes.readableBytesView))
    #expect(read["n"] == numbers)
    #expect(text { $0.field("n", array: [Float.nan, .infinity]) { $0.value($1) } } == #"{"n":[null,null]}"#)
  }
}
