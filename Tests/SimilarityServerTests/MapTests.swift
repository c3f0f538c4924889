import Similarity
import TestSupport
import Testing

@testable import SimilarityServer

/// Tracks in a plane, and the page that shows them.
@Suite struct MapTests {
  private struct Map: Decodable {
    struct Item: Decodable {
      let id: String
      let name: String?
      let x: Double
      let y: Double
    }
    let items: [Item]
    let returned: Int
  }

  @Test(arguments: Wire.allCases) func tracks_of_one_colour_lie_together(wire: Wire) async throws {
    let map: Map = try await wire.send(.get("/v1/map")).decode()
    #expect(map.returned == map.items.count && map.items.count > 150)
    #expect(map.items.allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) })
    let coloured = map.items.filter { item in PlantedModel.colours.contains { item.id.hasPrefix("track:\($0)-") } }
    func colour(_ item: Map.Item) -> Substring? { item.id.dropFirst(6).split(separator: "-").first }
    var same = 0
    for item in coloured {
      let near = coloured.sorted {
        ($0.x - item.x) * ($0.x - item.x) + ($0.y - item.y) * ($0.y - item.y)
          < ($1.x - item.x) * ($1.x - item.x) + ($1.y - item.y) * ($1.y - item.y)
      }
      same += near.dropFirst().prefix(5).count { colour($0) == colour(item) }
    }
    #expect(Double(same) > 0.95 * 5 * Double(coloured.count), "\(same) of \(5 * coloured.count)")
  }

  @Test func a_map_is_made_once_and_is_as_large_as_was_asked() async throws {
    try await Wire.inProcess.serve { server in
      let first = try await server.send(.get("/v1/map?limit=7"))
      let second = try await server.send(.get("/v1/map?limit=7"))
      #expect(first.body == second.body)
      #expect(try first.decode(Map.self).returned == 7)
      // Another size takes its place, and it is made anew the same.
      #expect(try await server.send(.get("/v1/map?limit=9")).decode(Map.self).returned == 9)
      #expect(try await server.send(.get("/v1/map?limit=7")).body == first.body)
      for wrong in ["limit=0", "limit=20001", "limit=x", "lmit=7"] {
        let refused = try await server.send(.get("/v1/map?\(wrong)"))
        #expect(refused.status == 400 && refused.text.contains("/\(wrong.split(separator: "=")[0])"), "\(wrong)")
      }
    }
  }

  @Test func what_has_been_taken_down_is_on_no_map() async throws {
    let engine = try PlantedModel.engine()
    let holder = ModelHolder(engine)
    try await Wire.inProcess.serve(holder) { server in
      let before: Map = try await server.send(.get("/v1/map?limit=20")).decode()
      let taken = try #require(before.items.first?.id)
      let folder = try TemporaryFolder()
      let denied = try ModelStore(folder: folder.path).deny([try #require(ItemID(taken))])
      holder.replace(with: SimilarityEngine(model: engine.model, denied: denied))
      let after: Map = try await server.send(.get("/v1/map?limit=20")).decode()
      #expect(after.returned == 20 && !after.items.contains { $0.id == taken })
    }
  }

  @Test func the_page_loads_nothing_from_elsewhere() async throws {
    let page = try await Wire.socket.send(.get("/"))
    #expect(page.status == 200 && page.header("Content-Type") == "text/html; charset=utf-8")
    #expect(page.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
    #expect(page.text.hasPrefix("<!doctype html>"))
    // Neither an address of another host nor a way to make markup of a text.
    for word in ["http://", "https://", "//cdn", "innerHTML", "eval(", "document.write"] {
      #expect(!page.text.contains(word), "\(word)")
    }
  }
}
