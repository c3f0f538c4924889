import Similarity
import Testing

@testable import SimilarityServer

@Suite struct ExplainTests {
  struct Body: Decodable {
    struct Nearness: Decodable {
      let score: Float
      let percentile: Double
    }
    struct Because: Decodable { let basis: String }
    struct Stamp: Decodable { let model: String }
    let items: [WireAnswer.Seed]
    let alike: Nearness?
    let together: Nearness?
    let because: Because?
    let sampledPlaylists: Int
    let answer: Stamp
  }

  private static func post(_ body: String) -> WireRequest { .post("/v1/explain", body) }

  @Test(arguments: Wire.allCases) func two_items_are_as_near_as_the_answer_said(wire: Wire) async throws {
    let answer: WireAnswer = try await wire.send(.similar(#"{"seeds":["track:red-0"],"count":1,"because":true}"#))
      .decode()
    let card = try #require(answer.items.first)
    let response = try await wire.send(Self.post(#"{"first":"track:red-0","second":"\#(card.id)"}"#))
    #expect(response.status == 200)
    let body: Body = try response.decode()
    #expect(body.items.map(\.status) == ["known", "known"])
    #expect(abs((body.alike?.score ?? 0) - card.score) < 1e-6 && body.alike?.percentile == card.percentile)
    // A model of imported vectors has no playlists to count in.
    #expect(body.because == nil && body.sampledPlaylists == 0)
    #expect(body.answer.model == answer.answer.model)
  }

  @Test func an_unknown_item_is_an_answer_and_a_fault_is_named() async throws {
    let body: Body = try await Wire.inProcess.send(Self.post(#"{"first":"track:red-0","second":"album:x"}"#)).decode()
    #expect(body.items.map(\.status) == ["known", "unknown"] && body.alike == nil && body.because == nil)
    let faulty = try await Wire.inProcess.send(Self.post(#"{"first":"red-0","secnod":"album:x"}"#))
    #expect(faulty.status == 400)
    let problem: WireProblem = try faulty.decode()
    #expect(problem.errors?.map(\.pointer) == ["/first", "/second", "/secnod"])
  }

  @Test func evidence_says_what_it_is_based_on() throws {
    func json(_ evidence: Evidence) -> String { String(buffer: JSONWriter.object { evidence.write(to: &$0) }) }
    let shared = Evidence.Shared(playlists: 412, lift: 38.5)
    #expect(json(.playlists(shared)) == #"{"basis":"playlists","playlists":412,"lift":38.5}"#)
    #expect(json(.tracks(3, of: 20)) == #"{"basis":"tracks","tracks":3,"of":20}"#)
    #expect(json(.nothing) == #"{"basis":"none"}"#)
    let bridge = Evidence.Bridge(
      track: ItemID(.track, "x"), name: "X", by: nil, first: shared, second: Evidence.Shared(playlists: 5, lift: 2))
    #expect(
      json(.bridge(bridge))
        == #"{"basis":"bridge","via":"track:x","name":"X","by":null,"first":{"playlists":412,"lift":38.5},"#
        + #""second":{"playlists":5,"lift":2.0}}"#)
  }
}
