import Similarity
import Testing

@testable import SimilarityServer

@Suite struct HomeTests {
  struct Page: Decodable {
    struct Shelf: Decodable {
      let name: String
      let items: [WireAnswer.Item]
      let returned: Int
      let shortfall: String?
      let seeds: [WireAnswer.Seed]
      let level: Int
    }
    struct Stamp: Decodable {
      let model: String
      let tookMs: Double
    }
    let shelves: [Shelf]
    let answer: Stamp
  }

  private static func post(_ body: String) -> WireRequest { .post("/v1/home", body) }

  @Test(arguments: Wire.allCases) func what_is_on_one_shelf_is_on_none_after_it(wire: Wire) async throws {
    let response = try await wire.send(
      Self.post(
        """
        {"shelves": [{"name": "More red", "seeds": ["track:red-0"], "count": 10},
                     {"name": "Red again", "seeds": ["track:red-0", "track:red-1"], "count": 10},
                     {"name": "Artists", "seeds": ["track:red-0"], "to": "artist", "count": 2},
                     {"name": "Nobody", "seeds": ["track:nobody"]}], "deadline_ms": 60000}
        """))
    #expect(response.status == 200)
    let page: Page = try response.decode()
    #expect(page.shelves.map(\.name) == ["More red", "Red again", "Artists", "Nobody"])
    #expect(page.shelves.map(\.returned) == [10, 10, 2, 0])
    let tracks = page.shelves.prefix(2).flatMap { $0.items.map(\.id) }
    #expect(Set(tracks).count == 20 && !tracks.contains("track:red-0"))
    #expect(page.shelves[3].shortfall == "no_known_seed" && page.shelves[3].seeds.map(\.status) == ["unknown"])
    #expect(page.shelves.allSatisfy { $0.level == 0 })
    #expect(page.answer.model == (try PlantedModel.engine().model.version))
  }

  @Test func faults_name_the_shelf_they_are_on() async throws {
    let response = try await Wire.inProcess.send(
      Self.post(
        #"{"shelves":[{"seeds":["track:a"],"count":0},7,{"name":"b","seeds":[{"id":"x"}],"cuont":1}],"model":1}"#))
    #expect(response.status == 400)
    let problem: WireProblem = try response.decode()
    #expect(
      problem.errors?.map(\.pointer) == [
        "/shelves/0/name", "/shelves/0/count", "/shelves/1", "/shelves/2/seeds/0/id", "/shelves/2/cuont", "/model",
      ])
    for body in ["{}", #"{"shelves":[]}"#, #"{"shelves":{}}"#] {
      #expect(try await Wire.inProcess.send(Self.post(body)).status == 400)
    }
    let other = #"{"shelves":[{"name":"a","seeds":["track:red-0"]}],"model":"20200101T000000Z-000000"}"#
    #expect(try await Wire.inProcess.send(Self.post(other)).status == 409)
  }

  @Test func a_page_in_a_file_says_what_is_wrong_with_it() throws {
    #expect(
      try HomeRequest(json: Array(#"{"shelves":[{"name":"a","seeds":["track:red-0"]}]}"#.utf8)).query.shelves.count == 1
    )
    let error = #expect(throws: BodyError.self) {
      try HomeRequest(json: Array(#"{"shelves":[{"seeds":[]}]}"#.utf8))
    }
    #expect(
      "\(try #require(error))"
        == "/shelves/0/name: missing; give it a text; /shelves/0/seeds: empty; name 1 to 500 items")
    #expect(throws: BodyError.self) { try HomeRequest(json: Array("nonsense".utf8)) }
  }
}
