import Embeddings
import Files
import Foundation
import TestSupport
import Testing

@Suite struct CatalogTests {
  static let tracks = [
    CatalogTrack(
      id: "t1", title: "Salted Candle", artists: [Artist(id: "a1", name: "The Farens"), Artist(id: "a2", name: "Ö")],
      albumID: "b1", albumTitle: "Orchard", durationSeconds: 188, recordingID: "r1"),
    CatalogTrack(
      id: "t2", title: "", artists: [Artist(id: "a1", name: "T. Farens")], albumID: "b2", albumTitle: "Single"),
    CatalogTrack(id: "t3", title: "Second Tide", albumID: "b3", durationSeconds: 0, recordingID: "r1"),
  ]

  private func catalog(_ tracks: [CatalogTrack] = tracks) -> Catalog {
    var catalog = Catalog()
    for track in tracks { catalog.insert(track) }
    return catalog
  }

  @Test func gives_back_what_was_inserted() {
    let catalog = catalog()
    #expect(catalog.count == 3)
    for (index, track) in Self.tracks.enumerated() {
      #expect(catalog[index] == track)
      #expect(catalog.track(track.id) == track)
    }
    #expect(catalog.track("t4") == nil)
    #expect(catalog.map(\.id) == ["t1", "t2", "t3"])
  }

  @Test func the_first_description_counts() {
    var catalog = catalog()
    let isAdded = catalog.insert(CatalogTrack(id: "t1", title: "Other"))
    #expect(!isAdded)
    var other = Catalog()
    other.insert(CatalogTrack(id: "t3", title: "Other"))
    other.insert(CatalogTrack(id: "t4", title: "Fourth"))
    catalog.merge(other)
    #expect(catalog.count == 4)
    #expect(catalog.track("t3") == Self.tracks[2])
    #expect(catalog.track("t4")?.title == "Fourth")
  }

  @Test func what_has_no_id_gets_one_from_its_name() {
    let catalog = catalog([
      CatalogTrack(
        id: "t1", title: "A|B\tC", artists: [Artist(id: "", name: "The | Farens"), Artist(id: "", name: "")],
        albumTitle: "Live at Home")
    ])
    #expect(
      catalog[0]
        == CatalogTrack(
          id: "t1", title: "A|B C", artists: [Artist(id: "The_/_Farens", name: "The / Farens")],
          albumID: "The_/_Farens/Live_at_Home", albumTitle: "Live at Home"))
  }

  @Test func labels_go_in_a_ninth_field_where_there_are_any() throws {
    let folder = try TemporaryFolder()
    var catalog = catalog()
    catalog.insert(CatalogTrack(id: "t4", title: "Fourth", labels: ["SE", "NO", "late night"]))
    catalog.insert(CatalogTrack(id: "t5", title: "Fifth", labels: ["SE", "NO", "late night"]))
    try catalog.write(to: folder("tracks.tsv"))
    let (read, _) = try Catalog.read(path: folder("tracks.tsv"), isStrict: true)
    #expect(read == catalog && read.hasLabels)
    #expect(read.track("t4")?.labels == ["SE", "NO", "late night"] && read.track("t1")?.labels == [])
    let path = try folder.write("t1\tA\t\t\t\t\t\t\tSE||NO|\n", as: "odd.tsv")
    #expect(try Catalog.read(path: path).0.track("t1")?.labels == ["SE", "NO"])
  }

  @Test func writes_eight_fields() throws {
    let folder = try TemporaryFolder()
    try catalog(Array(Self.tracks.prefix(1))).write(to: folder("tracks.tsv"))
    #expect(
      try String(decoding: ByteSource.readAll(path: folder("tracks.tsv")), as: UTF8.self)
        == "t1\tSalted Candle\ta1|a2\tThe Farens | Ö\tb1\tOrchard\t188\tr1\n")
  }

  @Test func random_catalogs_survive_writing_and_reading() throws {
    let folder = try TemporaryFolder()
    var random = RandomSource(seed: 21)
    let words = ["", "a", "Ö b", "x | y", "tab\there", "line\nend", "|", " |", "| ", "quote\"", "c\r", "🎵"]
    var catalog = Catalog()
    for number in 0..<500 {
      var word: String { words[random.below(words.count)] }
      catalog.insert(
        CatalogTrack(
          id: "t\(number)", title: word,
          artists: (0..<random.below(4)).map { _ in Artist(id: "a\(random.below(50))", name: word) },
          albumID: random.below(2) == 0 ? nil : "b\(random.below(50))",
          albumTitle: random.below(2) == 0 ? nil : "c\(word)",
          durationSeconds: random.below(3) == 0 ? nil : random.below(1000),
          recordingID: random.below(3) == 0 ? nil : "r\(random.below(100))"))
    }
    try catalog.write(to: folder("1.tsv"))
    let (first, report) = try Catalog.read(path: folder("1.tsv"))
    #expect(report.rejected == 0, "\(report.firstRejects)")
    #expect(report.tracks == 500)
    try first.write(to: folder("2.tsv"))
    #expect(first == catalog, "seed 21")
    let bytes = try ByteSource.readAll(path: folder("1.tsv"))
    #expect(try ByteSource.readAll(path: folder("2.tsv")) == bytes, "seed 21")
  }

  @Test func malformed_lines_are_rejected_with_their_place() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      t1\tA\ta1\tOne | and the same\tb1\tB\t10
      t2\tA\ta1|a2\tOne\tb1\tB\t10
      t3\tA\ta1|\tOne | Two\tb1\tB\t10
      t4\tA
      t5\tA\t\t\t\t\tlong
      t6\tA\t\t\t\t\t-3
      \tA\t\t\t\t\t
      t1\tA\t\t\t\t\t
      t 7\tA\t\t\t\t\t
      t8\tA\t\tOne | Two\t\t\t\tr8

      """, as: "tracks.tsv")
    let (catalog, report) = try Catalog.read(path: path)
    #expect(catalog.count == 2)
    #expect(catalog.track("t1")?.artists == [Artist(id: "a1", name: "One / and the same")])
    #expect(catalog.track("t8")?.artists == [Artist(id: "One", name: "One"), Artist(id: "Two", name: "Two")])
    #expect(
      report.firstRejects
        == [
          ":2: 2 artist ids but 1 artist names; separate names with \" | \"",
          ":3: empty artist id; put one | between artist ids",
          ":4: expected 7 to 9 fields, found 2; separate id, title, artist ids, artist names, album id, album title, "
            + "seconds (recording, labels) with TAB",
          ":5: length \"long\" is not a number of whole seconds; write 215, or nothing",
          ":6: length \"-3\" is not a number of whole seconds; write 215, or nothing", ":7: empty track id",
          ":8: track id \"t1\" was used before; keep one line for each track",
          ":9: track id \"t 7\" holds white space; use ids, not names",
        ].map { path + $0 })
    let error = #expect(throws: DataError.self) { try Catalog.read(path: path, isStrict: true) }
    #expect(error?.description == report.firstRejects[0])
  }

  @Test func recordings_may_come_from_a_file_of_their_own() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      Compression.zstd.encode(Array("t1\tA\t\t\t\t\t\tr0\nt2\tB\t\t\t\t\t\n".utf8)), as: "tracks.tsv.zst")
    let recordings = try folder.write("t1\tr1\nt2\tr1\nt9\tr9\nt2\n", as: "recordings.tsv")
    let (catalog, report) = try Catalog.read(path: folder.path, recordings: recordings)
    #expect(catalog.track("t1")?.recordingID == "r1")
    #expect(catalog.track("t2")?.recordingID == "r1")
    #expect(catalog.count == 2)
    #expect(
      report.firstRejects == ["\(recordings):4: expected a track id and a recording id; separate the two with TAB"])
  }

  @Test func nothing_to_read_is_an_error() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DataError.self) { try Catalog.read(path: folder.path) }
    #expect(throws: DataError.self) { try Catalog.read(path: folder("none")) }
    let error = #expect(throws: DataError.self) { try Catalog.read(path: folder.write("", as: "tracks.tsv")) }
    #expect(error?.code == .badData)
  }
}
