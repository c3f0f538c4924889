import Files
import TestSupport
import Testing

@testable import Embeddings

@Suite struct CSVTests {
  private func playlists(_ text: String, _ columns: CSVColumns = .init()) throws -> [Playlist] {
    var options = CorpusOptions()
    options.columns = columns
    return try Samples.read(text, as: "x.csv", options).playlists
  }

  @Test func quoted_fields_hold_separators_quotes_and_line_ends() throws {
    let text =
      "playlist,track,\"playlist_name\"\r\n\"p,1\",\"a\",\"say \"\"hi\"\"\r\nthere\"\r\n\"p,1\",b,\r\n\"\"\"\",c,\"\"\r\n"
    #expect(
      try playlists(text) == [
        Playlist(id: "p,1", name: "say \"hi\"\r\nthere", tracks: ["a", "b"]), Playlist(id: "\"", tracks: ["c"]),
      ])
  }

  @Test func a_quotation_mark_inside_a_plain_field_is_text() throws {
    let text = "playlist,track,track_name\np1,a,12\" mix\np1,b,x\n"
    #expect(try playlists(text) == [Playlist(id: "p1", tracks: ["a", "b"])])
  }

  @Test func lines_are_counted_through_quoted_line_ends() throws {
    let reading = try Samples.read("playlist,track,title\np1,a,\"x\ny\nz\"\np2\n", as: "x.csv")
    #expect(reading.report.firstRejects.count == 1)
    #expect(reading.report.firstRejects[0].contains("/x.csv:5: expected 3 fields"))
  }

  @Test(arguments: [",", "\t", ";", "|"]) func separators_are_told_from_the_header(separator: String) throws {
    let text = "pid,track_uri,pos\n1,a,2\n1,b,1\n".replacing(",", with: separator)
    #expect(try playlists(text) == [Playlist(id: "1", tracks: ["b", "a"])])
  }

  @Test func entries_need_not_stand_together_even_across_files() throws {
    let folder = try TemporaryFolder()
    let paths = [
      try folder.write("user,track\nu1,a\nu2,b\nu1,c\n", as: "1.csv"),
      try folder.write("track,user\nd,u1\ne,u3\n", as: "2.csv"),
    ]
    #expect(
      try Samples.read(paths).playlists == [
        Playlist(id: "u1", tracks: ["a", "c", "d"]), Playlist(id: "u2", tracks: ["b"]),
        Playlist(id: "u3", tracks: ["e"]),
      ])
  }

  @Test func equal_positions_keep_the_order_of_lines() throws {
    #expect(try playlists("pid,track,pos\n1,a,1\n1,b,0\n1,c,1\n1,d,0.5\n")[0].tracks == ["b", "d", "a", "c"])
  }

  @Test func columns_may_be_named_or_numbered_or_switched_off() throws {
    var columns = CSVColumns()
    columns.playlist = "MIX"
    columns.track = "3"
    columns.position = ""
    #expect(
      try playlists("mix,track,code,pos\nm1,x x,a,2\nm1,y,b,1\n", columns) == [Playlist(id: "m1", tracks: ["a", "b"])])
    columns.track = "serial"
    let error = #expect(throws: DataError.self) { try playlists("mix,track\nm1,a\n", columns) }
    #expect(error?.fault == "no column \"serial\" in the header \"mix\", \"track\"")
  }

  @Test func a_header_that_tells_nothing_is_listed() throws {
    let error = #expect(throws: DataError.self) { try playlists("when,what\n1,2\n") }
    #expect(error?.code == .badData)
    #expect(error?.place.hasSuffix("/x.csv:1") == true)
    #expect(error?.fault == "no playlist column in the header \"when\", \"what\"")
    #expect(error?.remedy == "say which columns to use, by name or by number from 1")
  }

  @Test func tracks_without_ids_get_them_from_artist_and_title() throws {
    let reading = try Samples.read(
      "user_id,artistname,trackname,playlistname\nu1,The Farens,Second Tide,Mine\nu1,,Slow | Mirror,\n", as: "x.csv")
    #expect(
      reading.playlists == [Playlist(id: "u1", name: "Mine", tracks: ["The_Farens/Second_Tide", "/Slow_/_Mirror"])])
    #expect(reading.catalog.track("The_Farens/Second_Tide")?.title == "Second Tide")
  }

  @Test func lists_come_in_many_hands() throws {
    for list in [
      "a b c", "a|b|c", "a;b;c", "\"a,b,c\"", "\"a, b, c\"", "\"['a', 'b', 'c']\"",
      "\"[\"\"a\"\",\"\"b\"\",\"\"c\"\"]\"", " a  b c ",
    ] {
      #expect(try playlists("id,tracks\np1,\(list)\n") == [Playlist(id: "p1", tracks: ["a", "b", "c"])], "\(list)")
    }
  }

  @Test func positions_are_numbers_or_times() {
    let times: [(String, Double?)] = [
      ("7", 7), ("-2.5", -2.5), ("1e3", 1000), ("1970-01-02", 86400), ("1970-01-01T00:01", 60),
      ("1970-01-01 00:01:02.5", 62.5), ("1970-01-01T02:00:00+02:00", 0), ("1970-01-01T00:00:00-0130", 5400),
      ("2024-02-29T12:00:00Z", 1_709_208_000), ("", nil), ("nan", nil), ("yesterday", nil), ("2024-13-01", nil),
      ("2024-01-01T", nil), ("1970-01-01T00:00:00X", nil),
    ]
    for (text, expected) in times {
      var text = text
      let value = text.withUTF8 { CSVRow.position($0) }
      #expect(value == expected, "\(text)")
    }
  }

  @Test func fields_agree_with_what_was_quoted() throws {
    let alphabet = Array("ab,\"\n ;é".unicodeScalars).map(String.init)
    var random = RandomSource(seed: 5)
    for round in 0..<300 {
      let fields = (0..<1 + random.below(5)).map { _ in
        (0..<random.below(6)).map { _ in alphabet[random.below(alphabet.count)] }.joined()
      }
      let record = fields.map { field in
        let needsQuotes = field.contains(",") || field.contains("\"") || field.contains("\n")
        return needsQuotes || random.below(3) == 0 ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
      }.joined(separator: ",")
      var splitter = CSVFields(separator: UInt8(ascii: ","))
      let bytes = Array(record.utf8)
      // Plain fields point into the record itself, so they are looked at while it is there.
      let found = try bytes.withUnsafeBufferPointer { bytes in
        try splitter.split(bytes)
        return splitter.fields.map { String(decoding: $0, as: UTF8.self) }
      }
      #expect(found == fields, "seed 5, round \(round)")
    }
  }
}
