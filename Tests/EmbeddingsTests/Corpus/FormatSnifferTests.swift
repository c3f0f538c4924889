import Testing

@testable import Embeddings

@Suite struct FormatSnifferTests {
  @Test func content_decides_and_the_name_helps() {
    let cases: [(text: String, name: String, format: CorpusFormat)] = [
      ("p1\tname\t\ta b\n", "x", .tsv), ("p1\tname\t\ta b\np2\tbroken\np3\t\t\tc\n", "x", .tsv),
      ("broken\n", "playlists.tsv.gz", .tsv), ("a b c\n", "x", .lines), ("a,b,c\n", "x.txt", .lines),
      ("a\tb\n", "x", .lines),
      ("playlist,track\n", "x.txt", .csv), ("id\tname\tdate\ttracks\np1\t\t\ta\n", "playlists.tsv", .csv),
      ("anything\n", "x.CSV.zst", .csv), ("user;song\n", "", .csv),
      ("{\"info\": {}, \"playlists\": []}", "x", .mpd), (" {\n \"playlists\": [", "x", .mpd), ("[\n{", "x", .mpd),
      ("{\"version\": 1, \"playlists\": [", "mpd.slice.0-999.json", .mpd), ("{\"id\": 1}\n", "x.json", .jsonl),
      ("#EXTM3U\n", "x", .m3u), ("a.mp3\n", "Mix.M3U8", .m3u),
    ]
    for (text, name, format) in cases {
      var bytes = text
      let found = bytes.withUTF8 { FormatSniffer.format(of: $0, name: name, columns: .init()) }
      #expect(found == format, "\(text) \(name)")
    }
  }

  @Test func naming_columns_means_a_table() {
    var columns = CSVColumns()
    columns.playlist = "1"
    var text = "a,b\n"
    let found = text.withUTF8 { FormatSniffer.format(of: $0, name: "x", columns: columns) }
    #expect(found == .csv)
  }
}
