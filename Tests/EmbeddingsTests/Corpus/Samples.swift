import Embeddings
import Files
import Foundation
import TestSupport

/// The committed corpora, and ways to read text as a corpus.
enum Samples {
  /// The path of a file or folder below `corpora`.
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../corpora/\(name)")
      .standardized.path
  }

  /// One sample of each format, by its name below `corpora/formats`.
  static let names = [
    "lines.txt", "playlists.tsv", "mpd.slice.0-1.json", "plays.csv", "playlists.csv", "playlists.jsonl", "mix.m3u8",
  ]

  /// What reading gave.
  struct Reading {
    var playlists: [Playlist] = []
    var report = ReadingReport()
    var catalog = Catalog()
  }

  /// Reads a corpus both ways and checks that both say the same.
  static func read(_ paths: [String], _ options: CorpusOptions = .init()) throws -> Reading {
    var reading = Reading()
    let reader = CorpusReader(paths: paths, options: options)
    reading.report = try reader.readPlaylists { reading.playlists.append($0) }
    let (corpus, catalog, report) = try reader.readCorpus()
    reading.catalog = catalog
    let encoded = try CorpusLists(corpus)
    guard report == reading.report, encoded.ids == reading.playlists.map(\.id),
      encoded.names == reading.playlists.map(\.name), encoded.tracks == reading.playlists.map(\.tracks)
    else { throw Disagreement() }
    return reading
  }

  /// Reads text as a file of that name.
  static func read(_ text: String, as name: String, _ options: CorpusOptions = .init()) throws -> Reading {
    try read(Array(text.utf8), as: name, options)
  }

  /// Reads bytes as a file of that name.
  static func read(_ bytes: [UInt8], as name: String, _ options: CorpusOptions = .init()) throws -> Reading {
    let folder = try TemporaryFolder()
    return try read([folder.write(bytes, as: name)], options)
  }

  /// `readPlaylists` and `readCorpus` did not say the same.
  struct Disagreement: Error {}
}

extension CorpusOptions {
  /// Options with a forced format.
  static func format(_ format: CorpusFormat) -> CorpusOptions {
    var options = CorpusOptions()
    options.format = format
    return options
  }
}
