import Embeddings
import Files
import TestSupport
import Testing

@Suite struct CorpusReaderTests {
  @Test func lines_are_playlists_named_after_their_place() throws {
    let reading = try Samples.read([Samples.path("formats/lines.txt")])
    #expect(
      reading.playlists == [
        Playlist(id: "lines.txt:1", tracks: ["t1", "t2", "t3"]),
        Playlist(id: "lines.txt:2", tracks: ["t2", "t4", "t1"]),
        Playlist(id: "lines.txt:4", tracks: ["t5"]),
      ])
  }

  @Test func four_fields_are_id_name_date_tracks() throws {
    let reading = try Samples.read([Samples.path("formats/playlists.tsv")])
    #expect(
      reading.playlists == [
        Playlist(id: "p1", name: "Late Night Tallow", date: "2024-05-31", tracks: ["t1", "t2", "t3"]),
        Playlist(id: "p2", date: "2024-06-01T21:30", tracks: ["t2", "t4", "t1"]),
        Playlist(id: "p3", name: "Étude in Blue", tracks: ["t5", "t5"]),
      ])
  }

  @Test func slices_are_read_in_the_order_of_pos_and_fill_the_catalog() throws {
    let reading = try Samples.read([Samples.path("formats/mpd.slice.0-1.json")])
    #expect(
      reading.playlists == [
        Playlist(
          id: "0", name: "Kitchen \"Tallow\"", date: "2024-05-31",
          tracks: ["made:track:t1", "made:track:t2", "made:track:t3"]),
        Playlist(id: "1", name: "Last Train", date: "2024-06-01", tracks: ["made:track:t3"]),
      ])
    #expect(reading.catalog.count == 3)
    #expect(
      reading.catalog.track("made:track:t2")
        == CatalogTrack(
          id: "made:track:t2", title: "Café Lantern 🎵",
          artists: [Artist(id: "made:artist:a2", name: "Half Gleamellow")],
          albumID: "made:album:b2", albumTitle: "Slow Mirror", durationSeconds: 200))
  }

  @Test func plays_are_gathered_by_session_and_ordered_by_time() throws {
    let reading = try Samples.read([Samples.path("formats/plays.csv")])
    #expect(
      reading.playlists == [
        Playlist(id: "s1", tracks: ["t1", "t2", "t3"]), Playlist(id: "s2", tracks: ["t3"]),
      ])
    #expect(
      reading.catalog.track("t2")
        == CatalogTrack(
          id: "t2", title: "Café Lantern, Part 2", artists: [Artist(id: "Half_Gleamellow", name: "Half Gleamellow")],
          albumID: "Half_Gleamellow/Slow_Mirror", albumTitle: "Slow Mirror"))
    #expect(reading.catalog.track("t1")?.title == "The \"Salted\" Candle")
  }

  @Test func a_table_may_hold_a_playlist_a_line() throws {
    let reading = try Samples.read([Samples.path("formats/playlists.csv")])
    #expect(
      reading.playlists == [
        Playlist(id: "p1", name: "Late Night Tallow", date: "2024-05-31", tracks: ["t1", "t2", "t3"]),
        Playlist(id: "p2", name: "Slow; Dance", date: "2024-06-01", tracks: ["t2", "t4"]),
      ])
  }

  @Test func objects_a_line_hold_ids_or_described_tracks() throws {
    let reading = try Samples.read([Samples.path("formats/playlists.jsonl")])
    #expect(
      reading.playlists == [
        Playlist(id: "p1", name: "Late Night Tallow", date: "2024-05-31", tracks: ["t1", "t2", "t3"]),
        Playlist(id: "p2", tracks: ["t2", "t4"]), Playlist(id: "3", tracks: ["17"]),
      ])
    #expect(
      reading.catalog.track("t2")
        == CatalogTrack(
          id: "t2", title: "Café Lantern",
          artists: [Artist(id: "a2", name: "Half Gleamellow"), Artist(id: "a1", name: "The Farens")], albumID: "b2",
          albumTitle: "Slow Mirror", durationSeconds: 200, recordingID: "r2"))
    #expect(reading.catalog.track("17")?.artists == [Artist(id: "The_Farens", name: "The Farens")])
  }

  @Test func a_player_list_is_one_playlist() throws {
    let reading = try Samples.read([Samples.path("formats/mix.m3u8")])
    #expect(
      reading.playlists == [
        Playlist(
          id: "mix.m3u8", name: "Golden Hour",
          tracks: ["music/The%20Farens/01%20Salted%20Candle.mp3", "https://music.invalid/t2.ogg"])
      ])
    #expect(
      reading.catalog.track("music/The%20Farens/01%20Salted%20Candle.mp3")
        == CatalogTrack(
          id: "music/The%20Farens/01%20Salted%20Candle.mp3", title: "Salted Candle",
          artists: [Artist(id: "The_Farens", name: "The Farens")], albumID: "The_Farens/Orchard_of_Naivane",
          albumTitle: "Orchard of Naivane", durationSeconds: 188))
    #expect(reading.catalog.track("https://music.invalid/t2.ogg")?.title == "Slow Mirror")
  }

  @Test(arguments: Samples.names, [Compression.gzip, .zstd])
  func compressed_samples_read_as_plain_ones(name: String, compression: Compression) throws {
    let plain = try ByteSource.readAll(path: Samples.path("formats/\(name)"))
    // Under one name, since it becomes part of ids.
    let expected = try Samples.read(plain, as: name)
    let reading = try Samples.read(compression.encode(plain), as: name)
    #expect(reading.playlists == expected.playlists)
    #expect(reading.catalog == expected.catalog)
  }

  @Test(arguments: Samples.names) func a_cut_compressed_file_is_an_error_that_names_it(name: String) throws {
    let folder = try TemporaryFolder()
    let whole = Compression.gzip.encode(try ByteSource.readAll(path: Samples.path("formats/\(name)")))
    let path = try folder.write(Array(whole.dropLast(9)), as: "\(name).gz")
    let error = #expect(throws: DataError.self) { try CorpusReader(paths: [path]).readCorpus() }
    #expect(error?.code == .badData)
    #expect(error?.place.hasPrefix("\(path): byte ") == true)
  }

  @Test func vocabulary_is_ordered_by_falling_count_then_by_bytes() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("b a b\nc é Z\nb a zz\n", as: "x.txt")
    let corpus = try CorpusReader(paths: [path]).readCorpus().corpus
    #expect((0..<corpus.vocabulary.count).map { corpus.vocabulary.ids[$0] } == ["b", "a", "Z", "c", "zz", "é"])
    #expect(corpus.vocabulary.counts == [3, 2, 1, 1, 1, 1])
    let pruned = try CorpusReader(paths: [path]).readCorpus(minimumCount: 2).corpus
    #expect(pruned.vocabulary.count == 2)
    #expect(try CorpusLists(pruned).ordinals == [[0, 1, 0], [], [0, 1]])
  }

  @Test(arguments: [1, 2, 5]) func encoding_agrees_with_a_dictionary(minimumCount: Int) throws {
    let seed = UInt64(minimumCount) &* 977
    var random = RandomSource(seed: seed)
    var playlists: [[String]] = []
    for _ in 0..<300 {
      let length = 1 + random.below(30)
      let playlist = (0..<length).map { _ -> String in
        let id = random.below(1 + random.below(900))
        return id % 7 == 0 ? "made:track:" + String(repeating: "x", count: id % 23) + "\(id)" : "é\(id)"
      }
      playlists.append(playlist)
    }
    var counts: [String: Int] = [:]
    for track in playlists.joined() { counts[track, default: 0] += 1 }
    let order = counts.keys.filter { counts[$0, default: 0] >= minimumCount }.sorted { left, right in
      let (leftCount, rightCount) = (counts[left, default: 0], counts[right, default: 0])
      return leftCount == rightCount ? left.utf8.lexicographicallyPrecedes(right.utf8) : leftCount > rightCount
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(playlists.map { $0.joined(separator: " ") + "\n" }.joined(), as: "x.txt")
    let corpus = try CorpusReader(paths: [path]).readCorpus(minimumCount: minimumCount).corpus
    #expect((0..<corpus.vocabulary.count).map { corpus.vocabulary.ids[$0] } == order, "seed \(seed)")
    #expect(corpus.vocabulary.counts == order.map { counts[$0, default: 0] }, "seed \(seed)")
    let kept = playlists.map { $0.filter { counts[$0, default: 0] >= minimumCount } }
    #expect(try CorpusLists(corpus).tracks == kept, "seed \(seed)")
    for (ordinal, id) in order.enumerated() { #expect(corpus.vocabulary.ordinal(of: id) == ordinal) }
    #expect(corpus.vocabulary.ordinal(of: "missing") == nil)
  }

  @Test func a_folder_is_read_by_its_playlists_and_without_its_catalog() throws {
    let folder = try TemporaryFolder()
    try folder.write("p1\t\t\ta b\n", as: "playlists.tsv")
    try folder.write("a\tA\t\t\t\t\t\n", as: "tracks.tsv")
    try folder.write("notes", as: "notes.txt")
    #expect(try Samples.read([folder.path]).playlists.map(\.id) == ["p1"])
  }

  @Test func other_folders_are_read_in_name_order_without_markers() throws {
    let folder = try TemporaryFolder()
    try folder.write("p2\t\t\tb c\n", as: "part-00001")
    try folder.write(Compression.gzip.encode(Array("p1\t\t\ta b\n".utf8)), as: "part-00000.gz")
    try folder.write("", as: "part-00002")
    try folder.write("", as: "_SUCCESS")
    try folder.write("x", as: ".part-00000.crc")
    try folder.write("a\tA\t\t\t\t\t\n", as: "tracks.tsv.gz")
    let reading = try Samples.read([folder.path])
    #expect(reading.playlists.map(\.id) == ["p1", "p2"])
    #expect(reading.report.files == 3)
    #expect(reading.report.occurrences == 4)
  }

  @Test func files_of_one_name_in_two_folders_do_not_clash() throws {
    let folder = try TemporaryFolder()
    for day in ["monday", "tuesday"] {
      try Paths.createFolder(folder(day))
      try folder.write("a b\n", as: "\(day)/plays.txt")
    }
    let reading = try Samples.read([folder("monday"), folder("tuesday")])
    #expect(reading.playlists.map(\.id) == [folder("monday/plays.txt:1"), folder("tuesday/plays.txt:1")])
  }

  @Test func formats_may_be_mixed() throws {
    let reading = try Samples.read([Samples.path("formats/lines.txt"), Samples.path("formats/mix.m3u8")])
    #expect(reading.playlists.map(\.id) == ["lines.txt:1", "lines.txt:2", "lines.txt:4", "mix.m3u8"])
    #expect(reading.report.files == 2)
  }

  @Test func what_is_not_there_is_named() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: DataError.self) { try CorpusReader(paths: [folder("none")]).readCorpus() }
    #expect(missing?.code == .missingInput)
    #expect(missing?.description == "\(folder("none")): no such file or folder")
    let empty = #expect(throws: DataError.self) { try CorpusReader(paths: [folder.path]).readCorpus() }
    #expect(empty?.code == .missingInput)
  }

  @Test(arguments: CorpusFormat.allCases) func an_empty_file_is_an_error_in_every_format(format: CorpusFormat) throws {
    for text in ["", "\n\r\n"] where !(format == .m3u && !text.isEmpty) {
      let error = #expect(throws: DataError.self) { try Samples.read(text, as: "a", .format(format)) }
      #expect(error?.code == .badData)
      #expect(error?.fault == "no playlist found, the input is empty")
    }
  }

  @Test func progress_ends_with_all_bytes() throws {
    var last: ReadingProgress?
    let path = Samples.path("small")
    _ = try CorpusReader(paths: [path]).readCorpus { last = $0 }
    let size = Paths.size(of: "\(path)/playlists.tsv")
    #expect(last == ReadingProgress(bytesRead: try #require(size), bytesTotal: size, playlists: 800))
  }

  @Test func dates_span_the_corpus() throws {
    let corpus = try CorpusReader(paths: [Samples.path("formats/playlists.tsv")]).readCorpus().corpus
    #expect(corpus.dates == "2024-05-31"..."2024-06-01T21:30")
    #expect(try CorpusReader(paths: [Samples.path("formats/lines.txt")]).readCorpus().corpus.dates == nil)
  }

  @Test func a_playlist_of_ten_megabytes_on_one_line_is_read() throws {
    let word = String(repeating: "long", count: 12)
    let ids = (0..<200_000).map { "\(word)\($0 % 1000 + 1000)" }.joined(separator: " ")
    #expect(ids.utf8.count > 10_000_000)
    for (text, name) in [(ids, "a.txt"), ("p\t\t\t\(ids)\n", "a.tsv")] {
      let folder = try TemporaryFolder()
      let corpus = try CorpusReader(paths: [folder.write(text, as: name)]).readCorpus().corpus
      #expect(corpus.playlistCount == 1)
      #expect(corpus.occurrenceCount == 200_000)
      #expect(corpus.vocabulary.count == 1000)
    }
  }
}
