/// Tells a corpus format from a file's first bytes, with its name as a hint where they leave a choice.
enum FormatSniffer {
  /// How many bytes are looked at.
  static let headSize = 1 << 16

  /// The format of a file.
  ///
  /// 1. `#EXTM3U` or a name in `.m3u`, `.m3u8`: m3u.
  /// 2. `{` whose first key is `info` or `playlists`, `[`, or a name that starts with `mpd.slice`: mpd. Another `{`: jsonl.
  /// 3. A first line in which the columns of a table can be found, or a name in `.csv`: csv.
  /// 4. Three TABs in most of the first lines, or a name in `.tsv`: tsv.
  /// 5. Anything else: lines.
  static func format(of head: Bytes, name: String, columns: CSVColumns) -> CorpusFormat {
    let text = head.trimmed
    let name = stem(name)
    if text.starts(with: "#EXTM3U".utf8) || name.hasSuffix(".m3u") || name.hasSuffix(".m3u8") { return .m3u }
    if text.first == UInt8(ascii: "[") { return .mpd }
    if text.first == UInt8(ascii: "{") { return isSlice(text) || name.hasPrefix("mpd.slice") ? .mpd : .jsonl }
    if columns != CSVColumns() || name.hasSuffix(".csv") || isTable(CSVReader.firstLine(of: text)) { return .csv }
    if hasFourFields(head) || name.hasSuffix(".tsv") { return .tsv }
    return .lines
  }

  /// The name without the suffix of a compression, in lower case.
  private static func stem(_ name: String) -> String {
    let name = name.lowercased()
    for suffix in [".gz", ".zst"] where name.hasSuffix(suffix) { return String(name.dropLast(suffix.utf8.count)) }
    return name
  }

  /// Whether an object's first key is one of a slice.
  private static func isSlice(_ text: Bytes) -> Bool {
    let inside = text.slice(1, text.count).trimmed
    return inside.starts(with: "\"info\"".utf8) || inside.starts(with: "\"playlists\"".utf8)
  }

  /// Whether a line names a playlist column and a track column.
  private static func isTable(_ line: Bytes) -> Bool {
    var fields = CSVFields(separator: CSVFields.separator(of: line))
    do throws(RecordFault) {
      try fields.split(line)
      guard fields.fields.count >= 2 else { return false }
      _ = try CSVHeader(names: fields.fields.map(\.string), columns: CSVColumns())
      return true
    } catch {
      return false
    }
  }

  private static func hasFourFields(_ head: Bytes) -> Bool {
    var lines = 0
    var withFour = 0
    var start = 0
    while start < head.count, lines < 20 {
      let end = head.first(UInt8(ascii: "\n"), from: start) ?? head.count
      if end > start {
        lines += 1
        if head.slice(start, end).count(where: { $0 == UInt8(ascii: "\t") }) == 3 { withFour += 1 }
      }
      start = end + 1
    }
    return withFour * 2 > lines
  }
}
