import Foundation
import Testing

@testable import SimilarityServer

@Suite struct ListenerTests {
  struct Taste: Codable {
    let space: String
    let coherence: Double
    let input: [Float]
    let context: [Float]
  }

  struct Body: Decodable {
    struct Facet: Decodable {
      let medoid: String
      let weight: Double
      let listener: Taste
    }
    let listener: Taste
    let facets: [Facet]
    let unknownSeeds: [String]
  }

  @Test(arguments: Wire.allCases) func plays_become_a_taste_that_can_be_asked(wire: Wire) async throws {
    let plays = (0..<6).map { #""track:red-\#($0)""# } + (0..<3).map { #""track:blue-\#($0)""# }
    let asked = #"{"seeds":[\#(plays.joined(separator: ",")),"track:nobody"],"half_life_days":7}"#
    let response = try await wire.send(.post("/v1/listener", asked))
    #expect(response.status == 200)
    let body: Body = try response.decode()
    #expect(body.facets.map { $0.medoid.prefix(9) } == ["track:red", "track:blu"])
    #expect(abs(body.facets[0].weight - 6 / 9) < 1e-5 && body.facets[0].listener.coherence > body.listener.coherence)
    #expect(body.unknownSeeds == ["track:nobody"])
    let taste = String(decoding: try JSONEncoder().encode(body.facets[1].listener), as: UTF8.self)
    let answer: WireAnswer = try await wire.send(.similar(#"{"listener":\#(taste),"count":10}"#)).decode()
    #expect(answer.items.count == 10 && answer.items.allSatisfy { $0.id.hasPrefix("track:blue") && $0.seed == nil })
    let page = try await wire.send(
      .post("/v1/home", #"{"shelves":[{"name":"For you","listener":\#(taste),"count":3}]}"#))
    #expect(page.status == 200)
  }

  @Test func what_is_no_taste_of_this_model_is_refused() async throws {
    func send(_ listener: String) async throws -> WireResponse {
      try await Wire.inProcess.send(.similar(#"{"listener":\#(listener)}"#))
    }
    let foreign = try await send(#"{"space":"elsewhere","input":[1,0,0,0,0,0,0,0],"context":[1,0,0,0,0,0,0,0]}"#)
    #expect(foreign.status == 409)
    #expect(try foreign.decode(WireProblem.self).type == "foreign-space")
    let faults = try await send(#"{"input":[1,"x"],"context":[1,2,3],"extra":1}"#)
    #expect(faults.status == 400)
    #expect(
      try faults.decode(WireProblem.self).errors?.map(\.pointer) == [
        "/listener/space", "/listener/input/1", "/listener/context", "/listener/extra",
      ])
    #expect(try await send("7").status == 400)
    #expect(try await Wire.inProcess.send(.post("/v1/listener", #"{"seeds":["track:nobody"]}"#)).status == 404)
    #expect(try await Wire.inProcess.send(.post("/v1/listener", #"{"seeds":[],"facets":6}"#)).status == 400)
    #expect(try await Wire.inProcess.send(.similar("{}")).status == 400)
  }
}
