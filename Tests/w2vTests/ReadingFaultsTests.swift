import Files
import TestSupport
import Testing

/// What a user is told when an input is not what it should be.
@Suite struct ReadingFaultsTests {
  /// A file, the options it is read with, and what must be said about it.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    var options: [String] = []
    var status: Int32 = 65
    /// What the message says after the path.
    let says: String
  }

  static let good = "p1\tOne\t2026-01-01\ta b c\n"

  static let faults = [
    Fault(testDescription: "empty", bytes: [], says: "no playlist found, the input is empty"),
    Fault(
      testDescription: "wrong column count", bytes: Array("\(good)p2\tTwo\ta b\n".utf8),
      options: ["--format", "tsv", "--strict"], says: ":2: expected 4 fields, found 3"),
    Fault(
      testDescription: "invalid UTF-8",
      bytes: Array(good.utf8) + Array("p2\tTwo\t2026-01-01\ta \u{E9}".utf8.dropLast()) + [10],
      options: ["--format", "tsv", "--strict"], says: ":2: "),
    Fault(
      testDescription: "truncated gzip", bytes: Array(gzip.dropLast(100)), says: "cut off"),
    Fault(
      testDescription: "broken JSON", bytes: Array("{\"id\": \"p1\", \"tracks\": [\"a\",\n".utf8),
      options: ["--format", "jsonl"], says: ":1: "),
  ]

  /// A gzip of many playlists.
  static let gzip = Compression.gzip.encode(
    Array((0..<200).map { "p\($0)\tOne\t2026-01-01\ta b c\n" }.joined().utf8))

  @Test(arguments: faults) func every_fault_is_named_with_its_place(fault: Fault) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(fault.bytes, as: "input")
    let models = folder("models")
    let stats = try await Program.run(["corpus", "stats", path] + fault.options)
    #expect(stats.status == fault.status, "\(stats)")
    #expect(stats.errors.hasPrefix("w2v: \(path)") && stats.errors.contains(fault.says), "\(stats.errors)")
    #expect(stats.output.isEmpty)
    let trained = try await Program.run(
      ["train", path, "--models", models] + MadeUpCorpus.quick + fault.options)
    #expect(trained.status == fault.status)
    #expect(trained.errors == stats.errors)
    #expect(!Paths.exists(models), "something was left in the models folder")
  }

  @Test func a_split_that_fails_leaves_no_folder() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await Program.run(
      "corpus", "split", folder("none.tsv"), "--held-out", "0.1", "-o", folder("split"))
    #expect(outcome.status == 66)
    #expect(try Paths.names(in: folder.path).isEmpty)
  }

  @Test func a_missing_file_is_a_missing_input() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await Program.run("corpus", "stats", folder("none.tsv"))
    #expect(outcome.status == 66)
    #expect(outcome.errors.hasPrefix("w2v: \(folder("none.tsv")): no such file"), "\(outcome.errors)")
  }

  @Test func a_line_of_ten_megabytes_is_one_playlist() async throws {
    let folder = try TemporaryFolder()
    let tracks = Array(repeating: "spotify:track:0123456789", count: (10 << 20) / 25)
    let path = try folder.write("long\t\t\t\(tracks.joined(separator: " "))\n\(Self.good)", as: "long.tsv")
    let outcome = try await Program.run("corpus", "stats", path, "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let figures = try #require(try outcome.objects().first)
    #expect(figures["playlists"] as? Int == 2 && figures["rejected"] as? Int == 0)
    #expect(figures["occurrences"] as? Int == tracks.count + 3)
  }

  @Test func ten_megabytes_without_a_line_end_are_refused_with_their_place() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](repeating: UInt8(ascii: "x"), count: 10 << 20), as: "noise.tsv")
    let models = folder("models")
    let outcome = try await Program.run(
      ["train", path, "--format", "tsv", "--strict", "--models", models] + MadeUpCorpus.quick)
    #expect(outcome.status == 65 && outcome.errors.hasPrefix("w2v: \(path):1: "), "\(outcome)")
    #expect(outcome.errors.utf8.count < 1000 && !Paths.exists(models))
  }

  @Test func rejects_are_counted_named_and_kept() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("\(Self.good)broken line\np2\tTwo\t\tc d\n", as: "playlists.tsv")
    let rejects = folder("rejects.txt")
    let outcome = try await Program.run(
      "corpus", "stats", path, "--format", "tsv", "--rejects", rejects, "--json")
    #expect(outcome.status == 0)
    #expect(try outcome.objects()[0]["rejected"] as? Int == 1)
    #expect(outcome.errors.contains("1 malformed record left out, kept in \(rejects)"))
    #expect(outcome.errors.contains("\(path):2: "))
    #expect(String(decoding: try ByteSource.readAll(path: rejects), as: UTF8.self).contains("broken line"))
  }

  @Test func standard_input_is_a_corpus() async throws {
    let outcome = try await Program.run(
      "corpus", "stats", "-", "--format", "lines", "--json", input: Array("a b c\na b\n".utf8))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.keys(ofLine: 0) == [
        "files", "playlists", "occurrences", "tracks", "tracks_once", "length", "most_popular", "first_date",
        "last_date", "rejected",
      ])
    let figures = try #require(try outcome.objects().first)
    #expect(figures["playlists"] as? Int == 2 && figures["occurrences"] as? Int == 5 && figures["tracks"] as? Int == 3)
    #expect((figures["length"] as? [String: Double]) == ["min": 2, "median": 2, "mean": 2.5, "p90": 2, "max": 3])
  }

  @Test func a_compressed_corpus_may_come_from_standard_input() async throws {
    let outcome = try await Program.run("corpus", "stats", "-", "--json", input: Self.gzip)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try outcome.objects()[0]["tracks"] as? Int == 3)
  }

  @Test func too_few_tracks_are_refused_in_words() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.good, as: "playlists.tsv")
    let outcome = try await Program.run(
      ["train", path, "--models", folder("models"), "--min-count", "5"] + MadeUpCorpus.quick)
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("0 tracks with at least 5 occurrences, too few to train on"), "\(outcome.errors)")
  }
}
