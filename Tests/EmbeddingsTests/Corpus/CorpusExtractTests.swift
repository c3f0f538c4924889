import Embeddings
import Files
import TestSupport
import Testing

@Suite struct CorpusExtractTests {
  private static let lines =
    "p1\tName \"x\" \\ y\u{1}\t2026-01-01\ta b c d\n" + "p2\t\t\tb b a\n" + "p3\tÖ\t\td c b a\n"

  private func written(_ extract: CorpusExtract, as name: String) throws -> (CorpusExtract.Summary, [Playlist]) {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.lines, as: "in.tsv")
    let summary = try extract.write(CorpusReader(paths: [path]), to: folder(name))
    return (summary, try Samples.read([folder(name)]).playlists)
  }

  @Test(arguments: ["out.tsv", "out.tsv.gz"]) func tsv_comes_back_as_it_was(name: String) throws {
    let (summary, playlists) = try written(CorpusExtract(.all), as: name)
    #expect(summary.playlists == 3 && summary.repeats == 0)
    #expect(playlists.map(\.id) == ["p1", "p2", "p3"] && playlists[1].tracks == ["b", "b", "a"])
    #expect(playlists[0].name == "Name \"x\" \\ y\u{1}" && playlists[0].date == "2026-01-01")
  }

  @Test(arguments: ["out.jsonl", "out.jsonl.gz"]) func json_lines_come_back_as_they_were(name: String) throws {
    let (_, playlists) = try written(CorpusExtract(.all, format: .jsonl), as: name)
    #expect(try playlists == written(CorpusExtract(.all), as: "out.tsv").1)
  }

  @Test func lines_are_tracks_alone() throws {
    let (_, playlists) = try written(CorpusExtract(.all, format: .lines), as: "out.txt")
    #expect(playlists.map(\.tracks) == [["a", "b", "c", "d"], ["b", "b", "a"], ["d", "c", "b", "a"]])
  }

  @Test func copies_and_repeats_are_left_out() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.lines, as: "in.tsv")
    let copies = try PlaylistCopies(of: CorpusReader(paths: [path]).readCorpus().corpus)
    let (summary, playlists) = try written(CorpusExtract(.originals(copies), dropsRepeats: true), as: "out.tsv")
    #expect(playlists.map(\.id) == ["p1", "p2"] && playlists[1].tracks == ["b", "a"])
    #expect(summary.playlists == 2 && summary.repeats == 1 && summary.report.playlists == 3)
  }

  @Test func a_larger_sample_holds_a_smaller_one() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write((0..<400).map { "p\($0)\t\t\ta b\n" }.joined(), as: "in.tsv")
    let samples = try [0.1, 0.4, 1].map { share in
      _ = try CorpusExtract(.heldOut(CorpusSplit(heldOutFraction: share, seed: 9))).write(
        CorpusReader(paths: [path]), to: folder("out.tsv"))
      return Set(try Samples.read([folder("out.tsv")]).playlists.map(\.id))
    }
    #expect((20...60).contains(samples[0].count) && samples[0].isSubset(of: samples[1]) && samples[2].count == 400)
  }

  @Test func a_fault_leaves_no_file() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("p1\t\t\ta b\nbroken\n", as: "in.tsv")
    var options = CorpusOptions()
    options.isStrict = true
    let reader = CorpusReader(paths: [path], options: options)
    let result = Result { try CorpusExtract(.all).write(reader, to: folder("out.tsv")) }
    #expect(throws: DataError.self) { try result.get() }
    #expect(!Paths.exists(folder("out.tsv")))
  }
}
