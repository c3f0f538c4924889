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
