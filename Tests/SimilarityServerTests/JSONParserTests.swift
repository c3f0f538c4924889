import Foundation
import Testing

@testable import SimilarityServer

@Suite struct JSONParserTests {
  private func parse(_ text: String) throws(JSONParser.Fault) -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

  static let values: [(text: String, value: JSONValue)] = [
    ("null", .null), ("true", .bool(true)), (" false\r\n", .bool(false)),
    ("0", .number(0)), ("-0", .number(-0.0)), ("12", .number(12)), ("-1.5e+3", .number(-1500)), ("2E-2", .number(0.02)),
    (#""""#, .string("")), (#""a\"\\\/\b\f\n\r\tz""#, .string("a\"\\/\u{8}\u{c}\n\r\tz")),
    (#""Mot\u00f6rhead""#, .string("Motörhead")), (#""\ud83c\udFB5""#, .string("🎵")),
    ("\"日本\u{7f}\"", .string("日本\u{7f}")),
    ("[]", .array([])), ("[ 1 , [ ] ]", .array([.number(1), .array([])])),
    ("{ }", .object([])),
    (
      #"{"b":1,"a":{"":null}}"#,
      .object([
        .init(name: "b", value: .number(1)), .init(name: "a", value: .object([.init(name: "", value: .null)])),
      ])
    ),
  ]

  @Test(arguments: values) func a_text_is_read(text: String, value: JSONValue) throws {
    #expect(try parse(text) == value)
  }

  static let faults: [(text: String, offset: Int, reason: String)] = [
    ("", 0, "the text ends where a value belongs"), ("  ", 2, "the text ends where a value belongs"),
    ("nul", 0, "expected a value"), ("True", 0, "expected a value"), ("+1", 0, "expected a value"),
    ("01", 1, "expected the end after the value"), (".5", 0, "expected a value"), ("1.", 2, "expected a digit"),
    ("1e", 2, "expected a digit"), ("-", 1, "expected a digit"), ("1e999", 0, "a number out of range"),
    (String(repeating: "1", count: 65), 0, "a number of more than 64 characters"),
    ("[1", 2, "expected ',' or ']' after an element"), ("[1,]", 3, "expected a value"),
    ("[1}", 2, "expected ',' or ']' after an element"),
    ("{a:1}", 1, "expected a field's name in double quotes"), (#"{"a" 1}"#, 5, "expected ':' after a field's name"),
    (#"{"a":1 "b":2}"#, 7, "expected ',' or '}' after a field"),
    (#"{"a":1,}"#, 7, "expected a field's name in double quotes"),
    (#"{"a":1,"a":2}"#, 7, "the field 'a' appears twice"), (#"{"a":1,"\u0061":2}"#, 7, "the field 'a' appears twice"),
    (#""abc"#, 4, "the text ends inside a string"), (#""a\"#, 3, "the text ends inside a string"),
    (#""\x""#, 2, "an escape that JSON does not have"), (#""\u12g4""#, 5, "expected four hexadecimal digits after \\u"),
    (#""\ud800""#, 1, "a lone surrogate"), (#""\udc00\ud800""#, 1, "a lone surrogate"),
    (#""\ud800\u0041""#, 1, "a lone surrogate"),
    ("\"a\nb\"", 2, "a control character in a string; write it as \\u00XX"),
    ("1 2", 2, "expected the end after the value"), ("{}{}", 2, "expected the end after the value"),
    ("\u{feff}{}", 0, "expected a value"), ("'a'", 0, "expected a value"), ("// x", 0, "expected a value"),
  ]

  @Test(arguments: faults) func a_text_that_is_not_json_is_refused(text: String, offset: Int, reason: String) throws {
    let fault = #expect(throws: JSONParser.Fault.self) { try parse(text) }
    #expect(fault?.offset == offset)
    #expect(fault?.reason == reason)
  }

  @Test func a_fault_knows_its_line() throws {
    let fault = #expect(throws: JSONParser.Fault.self) { try parse("{\n  \"a\": 1,\n  \"b\": x\n}") }
    #expect(fault?.description == "line 3, column 8 (byte 19): expected a value")
  }

  @Test func bytes_that_are_not_utf8_are_refused() {
    for bytes: [UInt8] in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf5, 0x80, 0x80, 0x80]] {
      #expect(throws: JSONParser.Fault.self) { try JSONParser.parse([0x22] + bytes + [0x22]) }
    }
  }

  @Test func nesting_is_limited() throws {
    func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    _ = try parse(nested(JSONParser.maximumDepth))
    for depth in [JSONParser.maximumDepth + 1, 500_000] {
      let fault = #expect(throws: JSONParser.Fault.self) { try parse(nested(depth)) }
      #expect(fault?.reason == "nested deeper than 32 levels")
    }
  }

  /// Cutting and flipping a good text never crashes, and what is still taken Foundation takes too.
  @Test func mangled_texts_are_read_as_foundation_reads_them_or_refused() throws {
    let text = Array(#"{"seeds":["track:a","\u00e9\ud83c\udfb5"],"count":-12.5e1,"x":{"y":[true,false,null,0]}}"#.utf8)
    for end in 0..<text.count {
      #expect(throws: JSONParser.Fault.self, "cut at \(end)") { try JSONParser.parse(Array(text[..<end])) }
    }
    for index in text.indices {
      for bit in 0..<8 {
        var flipped = text
        flipped[index] ^= 1 << bit
        guard (try? JSONParser.parse(flipped)) != nil else { continue }
        #expect(throws: Never.self, "bit \(bit) of byte \(index)") {
          try JSONSerialization.jsonObject(with: Data(flipped), options: .fragmentsAllowed)
        }
      }
    }
  }
}
