/// The formats a corpus of playlists may come in; `notebooks-free-docs/formats/corpora.md` describes each.
public enum CorpusFormat: String, CaseIterable, Sendable {
  /// One playlist a line: track ids with white space between them.
  case lines
  /// One playlist a line in four fields with TAB between them: id, name, date, track ids.
  case tsv
  /// JSON slices of the Million Playlist Dataset.
  case mpd
  /// A table with a header line, one line for each entry of a playlist or one for each playlist.
  case csv
  /// One JSON object a line.
  case jsonl
  /// One playlist a file, as players write them.
  case m3u
}
