import Files
import Foundation
import TestSupport
import Testing

/// `w2v map`, through the program as it is used.
@Suite struct MapCommandTests {
  private struct MapData: Decodable {
    let k: Int
    let points: Data
    let nearest: Data
    let ids: [String]
    let names: [String]
    let by: [String]
    let other: String?
    let formerPoints: Data?
    let formerNearest: Data?
  }

  /// The data of a page that `w2v map` wrote.
  private func data(of path: String) throws -> MapData {
    let page = String(decoding: try ByteSource.readAll(path: path), as: UTF8.self)
    let start = try #require(page.range(of: "<script id=\"data\" type=\"application/json\">")).upperBound
    let end = try #require(page.range(of: "</script>", range: start..<page.endIndex)).lowerBound
    return try JSONDecoder().decode(MapData.self, from: Data(page[start..<end].utf8))
  }

  private func numbers<Number: FixedWidthInteger>(_ data: Data, of: Number.Type) -> [Number] {
    data.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<Number>.size).map {
        Number(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Number.self))
      }
    }
  }

  @Test func a_map_is_one_page_on_which_what_is_alike_lies_near() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let path = corpus.folder("map.html")
    let outcome = try await Program.run("map", "--models", models, "-o", path)
    #expect(outcome.status == 0 && outcome.output.contains("20 tracks"), "\(outcome)")
    let data = try data(of: path)
    #expect(data.ids.count == 20 && data.names.count == 20 && data.by.count == 20)
    #expect(data.ids.allSatisfy { $0.hasPrefix("track:") } && data.names.allSatisfy { $0.hasPrefix("Song ") })
    let places = numbers(data.points, of: UInt16.self)
    let nearest = numbers(data.nearest, of: Int32.self)
    #expect(places.count == 40 && nearest.count == 20 * data.k)
    // Two scenes that share no playlist: the nearest on the map are of one's own.
    func gap(_ left: Int, _ right: Int) -> Double {
      hypot(
        Double(places[2 * left]) - Double(places[2 * right]),
        Double(places[2 * left + 1]) - Double(places[2 * right + 1]))
    }
    func scene(_ index: Int) -> Character { data.ids[index].dropFirst("track:".count).first ?? "?" }
    for index in 0..<20 {
      let closest = (0..<20).filter { $0 != index }.min { gap(index, $0) < gap(index, $1) }
      #expect(closest.map(scene) == scene(index), "\(data.ids[index])")
      let first = Int(nearest[index * data.k])
      #expect(first >= 0 && first != index && scene(first) == scene(index))
    }
    let page = String(decoding: try ByteSource.readAll(path: path), as: UTF8.self)
    #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("src="))
  }

  @Test func a_map_beside_another_model_shows_what_has_moved_and_what_is_new() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    // The same music once more: nothing may move. Then b0 plays with the other scene, and c0 is new.
    let path = corpus.folder("map.html")
    let same = try await Program.run("map", "--models", models, "--beside", "current", "-o", path)
    #expect(same.status == 0, "\(same)")
    let still = try data(of: path)
    let (now, before) = (still.points, try #require(still.formerPoints))
    #expect(
      zip(numbers(now, of: UInt16.self), numbers(before, of: UInt16.self)).allSatisfy { abs(Int($0) - Int($1)) < 2 })
    let changed = String(decoding: try ByteSource.readAll(path: corpus.playlists), as: UTF8.self)
      .split(separator: "\n").map { line -> String in
        guard line.contains("b0") else { return String(line) }
        return String(line).replacing(/b[1-9]/) { "a\($0.output.dropFirst())" }
      }
      .joined(separator: "\n")
    let playlists = try corpus.folder.write(
      changed + "\nnew\tNew\t2026-02-01\tc0 a1 a2 a3\n", as: "changed.tsv")
    let old = try #require(
      try await Program.run("models", "list", "--models", models, "--json").objects().first?["version"] as? String)
    let trained = try await Program.run(
      ["train", playlists, "--catalog", corpus.catalog, "--models", models] + MadeUpCorpus.quick)
    #expect(trained.status == 0, "\(trained)")
    let drawn = try await Program.run("map", "--models", models, "--beside", old, "-o", path, "--force")
    #expect(drawn.status == 0, "\(drawn)")
    let moved = try data(of: path)
    #expect(moved.other == old)
    let (here, there) = (
      numbers(moved.points, of: UInt16.self), numbers(try #require(moved.formerPoints), of: UInt16.self)
    )
    let places = Dictionary(uniqueKeysWithValues: zip(moved.ids, moved.ids.indices))
    let (new, mover) = (try #require(places["track:c0"]), try #require(places["track:b0"]))
    #expect(there[2 * new] == .max && there[2 * new + 1] == .max)
    func length(_ place: Int) -> Double {
      hypot(
        Double(here[2 * place]) - Double(there[2 * place]), Double(here[2 * place + 1]) - Double(there[2 * place + 1]))
    }
    let lengths = moved.ids.indices.filter { $0 != new }.map(length).sorted()
    #expect(length(mover) > 2 * lengths[lengths.count / 2], "\(lengths), b0 \(length(mover))")
    let former = numbers(try #require(moved.formerNearest), of: Int32.self)
    let first = Int(former[mover * moved.k])
    #expect(first >= 0 && moved.ids[first].hasPrefix("track:b"))
  }

  @Test func names_cannot_end_the_script_that_holds_them() async throws {
    let folder = try TemporaryFolder()
    let playlists = try folder.write("a b c\nb c d\na d c\n", as: "lists.txt")
    let catalog = try folder.write(
      "a\t</script><script>alert(1)</script>\tx\tThe <!-- X\t\t\t\nb\tB\tx\tThe <!-- X\t\t\t\n", as: "tracks.tsv")
    let models = folder("models")
    let trained = try await Program.run(
      ["train", playlists, "--catalog", catalog, "--models", models] + MadeUpCorpus.quick)
    #expect(trained.status == 0, "\(trained)")
    let outcome = try await Program.run("map", "--models", models, "-o", folder("map.html"))
    #expect(outcome.status == 0, "\(outcome)")
    let data = try data(of: folder("map.html"))
    #expect(data.names.contains("</script><script>alert(1)</script>") && data.by.contains("The <!-- X"))
    #expect(!String(decoding: try ByteSource.readAll(path: folder("map.html")), as: UTF8.self).contains("alert(1)</"))
  }

  @Test func a_page_that_is_there_is_kept() async throws {
    let corpus = try MadeUpCorpus()
    let models = try await corpus.train()
    let path = try corpus.folder.write("mine\n", as: "map.html")
    let refused = try await Program.run("map", "--models", models, "-o", path)
    #expect(refused.status == 73 && refused.errors.contains("--force"), "\(refused)")
    #expect(try ByteSource.readAll(path: path) == Array("mine\n".utf8))
    let forced = try await Program.run("map", "--models", models, "--limit", "5", "-o", path, "--force")
    #expect(forced.status == 0, "\(forced)")
    #expect(try data(of: path).ids.count == 5)
  }
}
