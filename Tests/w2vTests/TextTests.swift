import Files
import Foundation
import Testing

@testable import w2v

/// How results are written.
@Suite struct TextTests {
  @Test func json_keeps_the_order_of_keys_and_stays_on_one_line() {
    let value: JSON = [
      "b": 1, "a": ["x", nil, true], "s": "line\nbreak \"quoted\" \\ \u{1}\tend", "n": .number(0.1),
      "f": .float(0.1), "big": .number(1e22), "bad": .number(.nan), "o": ["y": .number(-0.5)],
    ]
    #expect(
      value.text
        == #"{"b":1,"a":["x",null,true],"s":"line\nbreak \"quoted\" \\ \u0001\tend","n":0.1,"f":0.1,"big":1e+22,"bad":null,"o":{"y":-0.5}}"#
    )
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(value.text.utf8)) }
  }

  @Test func json_reads_back_as_what_was_written() throws {
    let text = "Ünïcödé 東京 🎸 \u{2028} \u{7f} </script>"
    let object = try JSONSerialization.jsonObject(with: Data((["k": .string(text)] as JSON).text.utf8))
    #expect((object as? [String: String])?["k"] == text)
  }

  @Test func columns_are_aligned_by_cells_not_by_characters() {
    var table = TextTable(("score", .right), ("name", .left), ("by", .left))
    table.append("0.5", "東京", "x")
    table.append("12.25", "Cafe\u{301}", "y")
    #expect(table.lines == ["score  name  by", "  0.5  東京  x", "12.25  Cafe\u{301}  y"])
  }

  @Test func a_name_cannot_move_the_cursor() {
    #expect(TextTable.printable("a\u{1B}[2Jb\nc") == "a\u{FFFD}[2Jb\u{FFFD}c")
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("東京", 4), ("ｗ２ｖ", 6), ("한글", 4), ("🎸", 2), ("👨‍👩‍👧", 2), ("❤️", 2),
  ]) func widths_are_those_of_a_terminal(text: String, cells: Int) {
    #expect(DisplayWidth.of(text) == cells)
  }

  @Test func figures_read_well() {
    #expect(Figures.count(0) == "0")
    #expect(Figures.count(999) == "999")
    #expect(Figures.count(1_234_567) == "1,234,567")
    #expect(Figures.count(-1000) == "-1,000")
    #expect(Figures.count(1, of: "playlist") == "1 playlist")
    #expect(Figures.count(0, of: "playlist") == "0 playlists")
    #expect(Figures.duration(0.0152) == "15 ms")
    #expect(Figures.duration(0.0999) == "0.1 s")
    #expect(Figures.duration(0.84) == "0.8 s")
    #expect(Figures.duration(42.4) == "42 s")
    #expect(Figures.duration(185) == "3 min 05 s")
    #expect(Figures.duration(7800) == "2 h 10 min")
    #expect(Figures.duration(.infinity) == "?")
    #expect(Figures.bytes(999) == "999 B")
    #expect(Figures.bytes(1500) == "1.5 kB")
    #expect(Figures.bytes(999_960) == "1.0 MB")
    #expect(Figures.rate(12_340) == "12.3 k/s")
    #expect(Figures.percent(0.125) == "12.5 %")
  }

  @Test(arguments: [
    (DataError.Code.badData, Int32(65)), (.missingInput, 66), (.cannotRead, 66), (.cannotWrite, 73),
  ]) func every_fault_has_its_exit_status(code: DataError.Code, status: Int32) {
    #expect(ExitStatus(DataError(code, at: "x", "y")).rawValue == status)
  }

  @Test func keys_stand_in_a_column() {
    var lines = KeyedLines()
    lines.append("files", "1")
    lines.append("playlists", "20")
    #expect(lines.lines == ["files      1", "playlists  20"])
  }
}
