import Files
import TestSupport
import Testing

@testable import Embeddings

@Suite struct RecordScannerTests {
  private struct Line: Equatable {
    var text: String
    var number: Int
    var isTooLong = false
  }

  private func lines(_ text: String, limit: Int = 1 << 20) throws -> [Line] {
    let folder = try TemporaryFolder()
    var scanner = try RecordScanner(path: folder.write(text, as: "a"), limit: limit)
    var lines: [Line] = []
    while let frame = try scanner.nextLine() {
      lines.append(Line(text: frame.bytes.string, number: frame.line, isTooLong: frame.isTooLong))
    }
    return lines
  }

  @Test func lines_come_with_their_numbers() throws {
    #expect(try lines("") == [])
    #expect(try lines("\n") == [Line(text: "", number: 1)])
    #expect(try lines("a") == [Line(text: "a", number: 1)])
    #expect(
      try lines("a\r\n\nb\n\r\nc") == [
        Line(text: "a", number: 1), Line(text: "", number: 2), Line(text: "b", number: 3), Line(text: "", number: 4),
        Line(text: "c", number: 5),
      ])
  }

  @Test func lines_across_block_ends_are_whole() throws {
    for length in [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20] {
      let long = String(repeating: "x", count: length)
      let found = try lines("a\n\(long)\nb\n\(long)", limit: 8 << 20)
      #expect(found.map(\.number) == [1, 2, 3, 4])
      #expect(found[1].text == long && found[3].text == long, "length \(length)")
      #expect(found[2].text == "b")
    }
  }

  @Test func a_line_over_the_limit_is_passed_over_and_its_beginning_kept() throws {
    for length in [11, 5000, 3 << 20] {
      let found = try lines("a\n\(String(repeating: "x", count: length))\nb\n", limit: 8)
      #expect(found.map(\.number) == [1, 2, 3], "length \(length)")
      #expect(found.map(\.isTooLong) == [false, true, false], "length \(length)")
      #expect(found[1].text.allSatisfy { $0 == "x" } && !found[1].text.isEmpty)
      #expect(found[2].text == "b")
    }
    #expect(try lines(String(repeating: "x", count: 2 << 20), limit: 8).map(\.isTooLong) == [true])
  }

  @Test func json_values_are_cut_at_their_end() throws {
    let folder = try TemporaryFolder()
    let values = ["{\"a\":\"}\\\"\",\"b\":[{}]}", "[1,[2],\"]\"]", "\"x\\\\\"", "17", "{\n\n}"]
    var scanner = try RecordScanner(path: folder.write(values.joined(separator: " ,\n"), as: "a"))
    for value in values {
      _ = try scanner.skipWhitespace()
      var framing = JSONFraming()
      let frame = try #require(try scanner.next(&framing))
      #expect(frame.bytes.trimmed.string == value)
      if try scanner.skipWhitespace() == UInt8(ascii: ",") { scanner.skip(1) }
    }
    #expect(scanner.line == 7)
  }
}
