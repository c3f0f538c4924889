import Embeddings
import Files
import TestSupport
import Testing

@Suite struct CorpusSplitTests {
  @Test func editions_of_a_playlist_stay_together() throws {
    let folder = try TemporaryFolder()
    var lines = ""
    for playlist in 0..<500 {
      for week in 0..<3 { lines += "mix@home\(playlist)@2024-05-0\(week + 1)\tName\t2024-05-01\ta b\n" }
    }
    let path = try folder.write(lines, as: "playlists.tsv")
    let split = CorpusSplit(heldOutFraction: 0.2, seed: 7)
    let summary = try split.write(
      CorpusReader(paths: [path]), training: folder("train.tsv"), heldOut: folder("held.tsv"))
    #expect(summary.trainingPlaylists + summary.heldOutPlaylists == 1500)
    #expect((240...360).contains(summary.heldOutPlaylists))
    let training = try Samples.read([folder("train.tsv")]).playlists
    let heldOut = try Samples.read([folder("held.tsv")]).playlists
    #expect(training.count == summary.trainingPlaylists && heldOut.count == summary.heldOutPlaylists)
    func names(_ playlists: [Playlist]) -> Set<Substring> { Set(playlists.map { $0.id.dropLast(11) }) }
    #expect(names(training).isDisjoint(with: names(heldOut)))
    #expect(training[0].name == "Name" && training[0].date == "2024-05-01" && training[0].tracks == ["a", "b"])
    #expect(heldOut.allSatisfy { split.isHeldOut($0.id) })
  }

  @Test func a_division_by_time_holds_out_what_came_later() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "a\tA\t2024-04-30T23:59\tx y\nb\tB\t2024-05-01\tx y\nc\tC\t\tx y\nd\tD\t2024-05-01T08:00\tx y\ne\tE\t2023\tx y\n",
      as: "playlists.tsv")
    let summary = try TimeSplit(start: "2024-05-01").write(
      CorpusReader(paths: [path]), training: folder("train.tsv"), heldOut: folder("held.tsv"))
    #expect(summary.trainingPlaylists == 3 && summary.heldOutPlaylists == 2)
    #expect(try Samples.read([folder("train.tsv")]).playlists.map(\.id) == ["a", "c", "e"])
    #expect(try Samples.read([folder("held.tsv")]).playlists.map(\.id) == ["b", "d"])
  }

  @Test func the_division_is_the_same_everywhere_and_forever() {
    // Divisions are kept in files, so these bits must never change.
    let split = CorpusSplit(heldOutFraction: 0.5, seed: 1)
    let bits = (0..<32).map { split.isHeldOut("p\($0)") ? "1" : "0" }.joined()
    #expect(bits == "11110111111101111011000110100100")
    #expect(CorpusSplit(heldOutFraction: 0, seed: 3).isHeldOut("p") == false)
    #expect(CorpusSplit(heldOutFraction: 1, seed: 3).isHeldOut("p"))
    let other = CorpusSplit(heldOutFraction: 0.5, seed: 2)
    #expect((0..<32).contains { other.isHeldOut("p\($0)") != split.isHeldOut("p\($0)") })
  }

  @Test(arguments: [CorpusSplit.Purpose.validation, .sample])
  func what_was_divided_for_one_purpose_is_divided_evenly_for_another(purpose: CorpusSplit.Purpose) {
    let first = CorpusSplit(heldOutFraction: 0.3, seed: 5)
    let second = CorpusSplit(heldOutFraction: 0.3, seed: 5, for: purpose)
    for side in [true, false] {
      let ids = (0..<20_000).map { "p\($0)" }.filter { first.isHeldOut($0) == side }
      let share = Double(ids.count { second.isHeldOut($0) }) / Double(ids.count)
      #expect((0.28...0.32).contains(share), "\(share) of the side \(side)")
    }
  }

  @Test(.enabled(if: SharedData.has("spotify-editorial"))) func real_editions_stay_together() throws {
    let folder = try TemporaryFolder()
    let summary = try CorpusSplit(heldOutFraction: 0.1).write(
      CorpusReader(paths: [SharedData.path("spotify-editorial")]), training: folder("1.tsv"), heldOut: folder("2.tsv"))
    #expect(summary.trainingPlaylists + summary.heldOutPlaylists == 2180)
    var sides: [Substring: Set<String>] = [:]
    for part in ["1.tsv", "2.tsv"] {
      try CorpusReader(paths: [folder(part)]).readPlaylists {
        sides[$0.id.prefix { $0 != "@" }, default: []].insert(part)
      }
    }
    #expect(sides.count == 287)
    #expect(sides.values.allSatisfy { $0.count == 1 })
    #expect((10...50).contains(sides.values.count { $0 == ["2.tsv"] }))
  }
}
