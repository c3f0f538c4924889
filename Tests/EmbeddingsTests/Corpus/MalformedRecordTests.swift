import Embeddings
import Files
import Foundation
import TestSupport
import Testing

@Suite struct MalformedRecordTests {
  struct Case: Sendable, CustomStringConvertible {
    let format: CorpusFormat
    let text: String
    /// What the report says after the file's path.
    let rejects: [String]
    var description: String { "\(format) \(text.debugDescription)" }
  }

  static let cases = [
    Case(
      format: .tsv, text: "p1\tx\t\ta c\np2\tx\ta b\np3\t\t\tc\n",
      rejects: [":2: expected 4 fields, found 3; separate id, name, date and track ids with TAB"]),
    Case(
      format: .tsv, text: "p1\t\t\ta\np2\ta\tb\tc\td\np3\t\t\tc\n",
      rejects: [
        ":2: expected 4 fields, found 5; separate id, name, date and track ids with TAB"
      ]),
    Case(format: .tsv, text: "p1\t\t\ta\n\t\t\ta\np3\t\t\tc\n", rejects: [":2: empty playlist id"]),
    Case(format: .tsv, text: "p1\t\t\ta\np2\t\t\t\np3\t\t\tc\n", rejects: [":2: no tracks"]),
    Case(
      format: .tsv, text: "p1\t\t\ta\np2\t\t\ta  b\np3\t\t\tc\n",
      rejects: [
        ":2: empty track id; put exactly one space between track ids and none at the ends"
      ]),
    Case(
      format: .tsv, text: "p1\t\t\ta\np2\t\t\ta \np3\t\t\tc\n",
      rejects: [
        ":2: empty track id; put exactly one space between track ids and none at the ends"
      ]),
    Case(
      format: .tsv, text: "p1\t\t\ta\np1\t\t\tb\np3\t\t\tc\n",
      rejects: [
        ":2: playlist id \"p1\" was used before; give each playlist its own id"
      ]),
    Case(
      format: .tsv, text: "p1\t\t\ta\np2\t\tyesterday\tb\np3\t\t\tc\n",
      rejects: [
        ":2: date \"yesterday\" is not ISO 8601; write dates as 2024-05-31 or leave them empty"
      ]),
    Case(
      format: .tsv, text: "p1\t\t\ta\np2\t\t\tb\0c\np3\t\t\tc\n",
      rejects: [
        ":2: NUL byte at byte 7; remove it; is this a text file?"
      ]),
    Case(format: .lines, text: "a\nb \0 c\nc\n", rejects: [":2: NUL byte at byte 3; remove it; is this a text file?"]),
    Case(
      format: .jsonl,
      text: "{\"id\":1,\"tracks\":[\"a\"]}\n{\"id\":2,\"tracks\":[\"a\",]}\n{\"id\":3,\"tracks\":[\"c\"]}\n",
      rejects: [":2: broken JSON: expected a value at byte 23"]),
    Case(
      format: .jsonl,
      text: "{\"id\":1,\"tracks\":[\"a\"]}\n{\"id\":2,\"tracks\":[\"a b\"]}\n{\"id\":3,\"tracks\":[\"c\",\"c\"]}\n",
      rejects: [":2: track id \"a b\" holds white space; use ids, not names"]),
    Case(
      format: .jsonl,
      text:
        "{\"id\":1,\"tracks\":[\"a\"]}\n{\"tracks\":[\"a\"]}\n{\"id\":3,\"tracks\":[]}\n{\"id\":4,\"tracks\":[null]}\n[]\n"
        + "{\"id\":5,\"tracks\":[\"b\"]} x\n{\"id\":6,\"tracks\":[\"\\ud800\"]}\n{\"id\":7,\"tracks\":[\"c\"]}\n",
      rejects: [
        ":2: empty playlist id", ":3: no tracks", ":4: empty track id", ":5: broken JSON: expected an object at byte 1",
        ":6: broken JSON: expected the end of the record at byte 25",
        ":7: broken JSON: expected the second half of a surrogate pair at byte 26",
      ]),
    Case(
      format: .jsonl,
      text:
        "{\"id\":1,\"tracks\":[\"a\"]}\n{\"id\":2,\"tracks\":[\"x\\ny\\u001b[2J\"]}\n{\"id\":3,\"tracks\":[\"c\"]}\n",
      rejects: [":2: track id \"x\\ny\\u{1B}[2J\" holds white space; use ids, not names"]),
    Case(
      format: .mpd,
      text:
        "{\"playlists\":[{\"pid\":1,\"tracks\":[\"a\"]},\n{\"pid\":2,\"tracks\":{}},\n{\"pid\":3,\"tracks\":[\"c\"]}]}",
      rejects: [":2: broken JSON: expected an array at byte 19"]),
    Case(
      format: .mpd, text: "{\"playlists\":[{\"pid\":1,\"tracks\":[\"a\"]},\n{\"pid\":2,\"tracks\":[\"c\"]}\n",
      rejects: [
        ":3: the file ends before its closing brackets; fetch the file again"
      ]),
    Case(
      format: .mpd, text: "[{\"pid\":1,\"tracks\":[\"a\"]},\n{\"pid\":2,\"tracks\":[\"c\"]},\n{\"pid\":3,\"tra",
      rejects: [
        ":3: the file ends in the middle of a playlist; fetch the file again"
      ]),
    Case(
      format: .mpd, text: "[{\"pid\":1,\"tracks\":[\"a\"]},\n{\"pid\":2,\"tracks\":[\"c\"]} 17]",
      rejects: [
        ":2: broken JSON: expected a comma or ]; the rest of the file is left out; fetch the file again"
      ]),
    Case(
      format: .csv, text: "playlist,track\np1,a\np2\np3,c\n",
      rejects: [
        ":3: expected 2 fields as in the header, found 1; put fields that hold separators in quotation marks"
      ]),
    Case(
      format: .csv, text: "playlist,track\np1,a\n,b\np2,\np3,c d\np4,c\n",
      rejects: [
        ":3: empty playlist id", ":4: empty track id", ":5: track id \"c d\" holds white space; use ids, not names",
      ]),
    Case(
      format: .csv, text: "playlist,track,pos\np1,a,1\np1,b,second\np3,c,2\n",
      rejects: [
        ":3: position \"second\" is neither a number nor an ISO 8601 time; use another position column, or none"
      ]),
    Case(
      format: .csv, text: "playlist,track\np1,a\np2,\"b\"x\np3,c\n",
      rejects: [
        ":3: text follows a quoted field; double the quotation marks inside quoted fields"
      ]),
    Case(
      format: .csv, text: "playlist,track\np1,a\np2,c\np3,\"b\nc,d\n",
      rejects: [
        ":4: a quoted field is not closed; end it with a quotation mark; double those inside"
      ]),
    Case(
      format: .csv, text: "id,tracks\np1,a\np2,\np1,b\np3,c\n",
      rejects: [
        ":3: no tracks", ":4: playlist id \"p1\" was used before; give each playlist its own id",
      ]),
  ]

  @Test(arguments: cases) func are_counted_described_and_left_out(case fault: Case) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(fault.text, as: "input")
    var options = CorpusOptions.format(fault.format)
    options.rejectsPath = folder("rejects")
    let reading = try Samples.read([path], options)
    #expect(reading.report.firstRejects == fault.rejects.map { path + $0 })
    #expect(reading.report.rejected == fault.rejects.count)
    #expect(Set(reading.playlists.joinedTracks) == ["a", "c"])

    let kept = try String(decoding: ByteSource.readAll(path: folder("rejects")), as: UTF8.self)
    #expect(
      kept.split(separator: "\n").filter { $0.hasPrefix("# ") }.map { String($0.dropFirst(2)) }
        == fault.rejects.map { path + $0 })

    options.isStrict = true
    options.rejectsPath = nil
    let error = #expect(throws: DataError.self) { try Samples.read([path], options) }
    #expect(error?.description == path + fault.rejects[0])
    #expect(error?.code == .badData)
  }

  @Test func the_rejects_file_can_be_mended_and_read() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("p1\t\t\ta\np2\t\tb\np3\t\n", as: "playlists.tsv")
    var options = CorpusOptions()
    options.rejectsPath = folder("rejects")
    _ = try CorpusReader(paths: [path], options: options).readCorpus()
    let kept = try String(decoding: ByteSource.readAll(path: folder("rejects")), as: UTF8.self)
    let fault = "separate id, name, date and track ids with TAB"
    #expect(
      kept == """
        # \(path):2: expected 4 fields, found 3; \(fault)
        p2\t\tb
        # \(path):3: expected 4 fields, found 2; \(fault)
        p3\t

        """)
    // Without malformed records the file is empty: an old one would mislead.
    try folder.write("p1\t\t\ta\n", as: "playlists.tsv")
    _ = try CorpusReader(paths: [path], options: options).readCorpus()
    #expect(Paths.size(of: folder("rejects")) == 0)
  }

  @Test func invalid_utf8_is_rejected_in_every_format() throws {
    for (format, text) in [
      (CorpusFormat.lines, "a\nb ? b\nc\n"), (.tsv, "1\t\t\ta\n2\t?\t\tb\n3\t\t\tc\n"),
      (.csv, "playlist,track,title\n1,a,x\n2,b,?\n3,c,\n"), (.m3u, "a\n?b\nc\n"),
      (.jsonl, "{\"id\":1,\"tracks\":[\"a\"]}\n{\"id\":\"?\",\"tracks\":[\"b\"]}\n{\"id\":3,\"tracks\":[\"c\"]}\n"),
      (.mpd, "[{\"id\":1,\"tracks\":[\"a\"]},\n{\"id\":\"?\",\"tracks\":[\"b\"]},\n{\"id\":3,\"tracks\":[\"c\"]}]"),
    ] {
      for bad in [[0x80], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff]] as [[UInt8]] {
        let bytes = text.utf8.flatMap { $0 == UInt8(ascii: "?") ? bad : [$0] }
        let reading = try Samples.read(bytes, as: "x", .format(format))
        #expect(Set(reading.playlists.joinedTracks) == ["a", "c"], "\(format)")
        #expect(reading.report.rejected == 1)
        #expect(reading.report.firstRejects[0].contains("invalid UTF-8 at byte "), "\(reading.report.firstRejects)")
      }
    }
  }

  @Test func an_id_of_more_than_4096_bytes_is_malformed_in_every_format() throws {
    let (longest, longer) = (String(repeating: "x", count: 4096), String(repeating: "x", count: 4097))
    for (format, text) in [
      (CorpusFormat.lines, "a\n?\nc\n"), (.tsv, "1\t\t\ta\n2\t\t\t?\n3\t\t\tc\n"),
      (.tsv, "1\t\t\ta\n?\t\t\tc\n3\t\t\tc\n"),
      (.csv, "playlist,track\n1,a\n2,?\n3,c\n"), (.csv, "id,tracks\n1,a\n2,?\n3,c\n"), (.m3u, "a\n?\nc\n"),
      (.jsonl, "{\"id\":1,\"tracks\":[\"a\"]}\n{\"id\":2,\"tracks\":[\"?\"]}\n{\"id\":3,\"tracks\":[\"c\"]}\n"),
      (.mpd, "[{\"id\":1,\"tracks\":[\"a\"]},\n{\"id\":2,\"tracks\":[\"?\"]},\n{\"id\":3,\"tracks\":[\"c\"]}]"),
    ] {
      let fits = try Samples.read(text.replacingOccurrences(of: "?", with: longest), as: "x", .format(format))
      #expect(fits.report.rejected == 0, "\(format)")
      let reading = try Samples.read(text.replacingOccurrences(of: "?", with: longer), as: "x", .format(format))
      #expect(reading.report.rejected == 1 && Set(reading.playlists.joinedTracks) == ["a", "c"], "\(format)")
      let fault = try #require(reading.report.firstRejects.first)
      #expect(
        fault.contains(": an id of 4097 bytes: \"xxx") && fault.contains("xxx…\"; ids have at most 4096"), "\(fault)")
    }
  }

  @Test func a_fault_quotes_the_beginning_of_a_long_text() throws {
    let noise = String(repeating: "é", count: 100_000)
    let reading = try Samples.read("1\t\t\ta\n2\t\t\(noise)\tb\n", as: "x", .format(.tsv))
    let fault = try #require(reading.report.firstRejects.first)
    #expect(
      fault.hasSuffix(": date \"\(noise.prefix(60))…\" is not ISO 8601; write dates as 2024-05-31 or leave them empty"))
  }

  @Test func utf16_is_refused_with_a_remedy() throws {
    let error = #expect(throws: DataError.self) { try Samples.read([0xff, 0xfe, 0x61, 0], as: "x") }
    #expect(error?.fault == "the text is UTF-16")
  }

  @Test func a_byte_order_mark_is_no_part_of_the_first_id() throws {
    for name in Samples.names {
      let plain = try ByteSource.readAll(path: Samples.path("formats/\(name)"))
      #expect(
        try Samples.read([0xef, 0xbb, 0xbf] + plain, as: name).playlists == Samples.read(plain, as: name).playlists)
    }
  }

  @Test func carriage_returns_are_no_part_of_anything() throws {
    for name in Samples.names {
      let plain = try ByteSource.readAll(path: Samples.path("formats/\(name)")).filter { $0 != 13 }
      let windows = plain.flatMap { $0 == 10 ? [13, 10] : [$0] }
      #expect(try Samples.read(windows, as: name).playlists == Samples.read(plain, as: name).playlists)
    }
  }

  @Test func a_corpus_of_which_nothing_can_be_read_is_an_error() throws {
    let error = #expect(throws: DataError.self) { try Samples.read("p1\tx\ny\n", as: "a", .format(.tsv)) }
    #expect(error?.code == .badData)
    #expect(error?.fault == "no playlist could be read, 2 records are malformed")
    #expect(error?.remedy?.hasPrefix("the first: /tmp/") == true)
  }

  @Test func only_the_first_rejects_are_described_but_all_are_counted() throws {
    let reading = try Samples.read("p1\t\t\ta\n" + String(repeating: "x\n", count: 25), as: "a", .format(.tsv))
    #expect(reading.report.rejected == 25)
    #expect(reading.report.firstRejects.count == 10)
  }

  @Test(arguments: Samples.names) func no_cut_crashes_or_invents_a_track(name: String) throws {
    let format = FormatOfSample.format(name)
    var whole = try ByteSource.readAll(path: Samples.path("formats/\(name)"))
    // Indentation is half of the slice and teaches nothing.
    if format == .mpd { whole = Array(String(decoding: whole, as: UTF8.self).replacing("    ", with: "").utf8) }
    let expected = try Samples.read(whole, as: name)
    let tracks = Set(expected.playlists.joinedTracks)
    for length in 0..<whole.count {
      let reading = try? Samples.read(Array(whole[..<length]), as: name, .format(format))
      for track in reading?.playlists.joinedTracks ?? [] where !tracks.contains(track) {
        // In formats of plain lines the last id may be cut, and nobody can tell.
        #expect(
          format != .jsonl && format != .mpd && tracks.contains { $0.hasPrefix(track) }, "\(track) at \(length)")
      }
      for playlist in reading?.playlists ?? [] where format == .jsonl || format == .mpd {
        #expect(expected.playlists.contains(playlist), "cut at \(length)")
      }
    }
  }

  @Test(arguments: CorpusFormat.allCases) func random_bytes_never_crash(format: CorpusFormat) throws {
    let alphabet = Array("{}[]\"\\:,;|\t\n\r #ab1.-eu0playlists\"tracks\"\"id\"".utf8) + [0, 0x80, 0xc3, 0xa9, 0xff]
    var random = RandomSource(seed: 42)
    let folder = try TemporaryFolder()
    for round in 0..<300 {
      let bytes = (0..<random.below(120)).map { _ in alphabet[random.below(alphabet.count)] }
      let header: [UInt8] = format == .csv && round % 2 == 0 ? Array("playlist,track,pos\n".utf8) : []
      let path = try folder.write(header + bytes, as: "fuzz")
      do {
        _ = try Samples.read([path], round % 3 == 0 ? .init() : .format(format))
      } catch let error as DataError {
        #expect(error.code == .badData)
      }
    }
  }

  @Test(arguments: Samples.names) func changed_bytes_never_crash(name: String) throws {
    let whole = try ByteSource.readAll(path: Samples.path("formats/\(name)"))
    var random = RandomSource(seed: 43)
    let folder = try TemporaryFolder()
    for _ in 0..<200 {
      var bytes = whole
      for _ in 0...random.below(4) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      let path = try folder.write(bytes, as: name)
      do {
        _ = try Samples.read([path])
      } catch is DataError {}
    }
  }
}

/// The format of each sample.
enum FormatOfSample {
  static func format(_ name: String) -> CorpusFormat {
    switch name {
    case "lines.txt": .lines
    case "playlists.tsv": .tsv
    case "mpd.slice.0-1.json": .mpd
    case "playlists.jsonl": .jsonl
    case "mix.m3u8": .m3u
    default: .csv
    }
  }
}

extension [Playlist] {
  /// All tracks of all playlists.
  var joinedTracks: [String] { flatMap(\.tracks) }
}
