import Foundation
import Testing

@testable import Embeddings

@Suite struct JSONCursorTests {
  /// What the cursor finds in the value of `{"v": …}`.
  private func string(_ json: String) -> Result<String, RecordFault> {
    let bytes = Array("{\"v\":\(json)}".utf8)
    let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 64)
    defer { scratch.deallocate() }
    return bytes.withUnsafeBufferPointer { bytes in
      var cursor = JSONCursor(bytes, scratch: scratch)
      var value = ""
      do throws(RecordFault) {
        try cursor.object { (cursor, key) throws(RecordFault) in
          if !key.equals("v") { throw RecordFault("key \(key.string)") }
          value = try cursor.scalar().string
        }
        try cursor.end()
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
  }

  @Test func strings_are_unescaped() throws {
    for (json, expected) in [
      (#""""#, ""), (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
      (#""\u00e9\u20AC""#, "é€"),
      (#""a\ud83c\udfb5b""#, "a🎵b"), (#""é🎵""#, "é🎵"), ("17", "17"), ("-0.5e+3", "-0.5e+3"), ("null", ""),
    ] {
      #expect(try string(json).get() == expected)
    }
  }

  @Test func broken_values_are_refused() {
    for json in [
      #""a"#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\u0000""#,
      "\"a\nb\"", "01",
      "1.", "1e", "+1", "nul", "nullx", "[1]", "{}", "true", "", "1 2",
    ] {
      #expect(throws: RecordFault.self, "\(json)") { try string(json).get() }
    }
  }

  @Test func skipping_accepts_and_refuses_what_foundation_does() {
    let pieces = [
      "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n\"", "1", "-2.5e3", "true", "false", "null", " ", "\"", "0", "x",
    ]
    var random = RandomSource(seed: 11)
    var accepted = 0
    for round in 0..<4000 {
      let json =
        round % 2 == 0
        ? document(&random, 3) : (0..<random.below(9)).map { _ in pieces[random.below(pieces.count)] }.joined()
      let bytes = Array(json.utf8)
      let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
      accepted += isJSON ? 1 : 0
      #expect(canSkip(bytes) == isJSON, "seed 11, round \(round): \(json)")
    }
    #expect(accepted > 2000)
  }

  @Test func deep_nesting_is_refused_without_a_crash() {
    #expect(!canSkip(Array(String(repeating: "[", count: 100_000).utf8)))
    #expect(canSkip(Array((String(repeating: "[", count: 100) + String(repeating: "]", count: 100)).utf8)))
  }

  private func canSkip(_ bytes: [UInt8]) -> Bool {
    let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 64)
    defer { scratch.deallocate() }
    return bytes.withUnsafeBufferPointer { bytes in
      var cursor = JSONCursor(bytes, scratch: scratch)
      do throws(RecordFault) {
        try cursor.skip()
        try cursor.end()
        return true
      } catch {
        return false
      }
    }
  }

  /// A random document.
  private func document(_ random: inout RandomSource, _ depth: Int) -> String {
    switch random.below(depth == 0 ? 4 : 6) {
    case 0: return "\(random.below(1000))"
    case 1: return "\"\\u00e9 \(random.below(10))\""
    case 2: return ["true", "false", "null"][random.below(3)]
    case 3: return "-1.5E-2"
    case 4: return "[" + (0..<random.below(4)).map { _ in document(&random, depth - 1) }.joined(separator: " , ") + "]"
    default:
      return "{" + (0..<random.below(4)).map { "\"k\($0)\" : \(document(&random, depth - 1))" }.joined(separator: ",\n")
        + "}"
    }
  }
}
