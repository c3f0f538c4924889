import Similarity
import Testing

@testable import SimilarityServer

@Suite struct BatchTests {
  private static func post(_ body: String) -> WireRequest { .post("/v1/similar:batch", body) }

  @Test(arguments: Wire.allCases) func each_question_is_answered_as_it_would_be_alone(wire: Wire) async throws {
    let questions = [
      #"{"seeds":["track:red-0"],"count":3}"#, #"{"seeds":["track:blue-1"],"to":"artist","count":1}"#,
      #"{"seeds":["track:nobody"]}"#,
    ]
    try await wire.serve { server in
      let response = try await server.send(Self.post(#"{"questions":[\#(questions.joined(separator: ","))]}"#))
      #expect(response.status == 200)
      for question in questions.prefix(2) {
        let alone = try await server.send(.similar(question)).text.prefix { $0 != "]" }
        #expect(response.text.contains(alone), "\(question)")
      }
      #expect(response.text.contains(#"{"problem":{"type":"unknown-seeds""#))
      #expect(response.text.contains(#""status":404"#) && response.text.contains(#""unknown_seeds":["track:nobody"]"#))
    }
  }

  @Test func every_fault_is_named_with_its_question() async throws {
    let response = try await Wire.inProcess.send(
      Self.post(#"{"questions":[{"seeds":["red"]},{"seeds":["track:a"],"cuont":3}],"deadline_ms":0}"#))
    #expect(response.status == 400)
    let problem: WireProblem = try response.decode()
    #expect(problem.errors?.map(\.pointer) == ["/questions/0/seeds/0", "/questions/1/cuont", "/deadline_ms"])
  }

  @Test func a_batch_shares_its_deadline() async throws {
    let body = #"{"questions":[{"seeds":["track:red-0"]},{"seeds":["track:red-1"]}],"deadline_ms":60000}"#
    let response = try await Wire.inProcess.send(Self.post(body))
    #expect(response.status == 200 && !response.text.contains(#""level":1"#))
  }
}

@Suite struct ScoreTests {
  struct Body: Decodable {
    let items: [WireAnswer.Item]
    let unknown: [String]
    let seeds: [WireAnswer.Seed]
    let answer: WireAnswer.Stamp
  }

  private static func post(_ body: String) -> WireRequest { .post("/v1/score", body) }

  @Test(arguments: Wire.allCases) func given_items_come_back_in_order(wire: Wire) async throws {
    let ids = #"["track:blue-3","track:red-5","track:nobody","track:red-1","track:red-5"]"#
    let response = try await wire.send(Self.post(#"{"seeds":["track:red-0"],"candidates":\#(ids)}"#))
    #expect(response.status == 200)
    let body: Body = try response.decode()
    #expect(body.items.map(\.id) == ["track:red-1", "track:red-5", "track:blue-3"])
    #expect(body.items.map(\.score) == body.items.map(\.score).sorted(by: >))
    #expect(body.unknown == ["track:nobody"] && body.seeds.map(\.status) == ["known"])
    // The same scores as in an answer.
    let engine = try PlantedModel.engine()
    let all = engine.answer(ShelfQuery(seeds: [ItemID(.track, "red-0")], count: 1_000, effort: .exact)).cards
    for item in body.items { #expect(all.first { $0.id.description == item.id }?.score == item.score) }
  }

  @Test func what_cannot_be_scored_is_said() async throws {
    func send(_ body: String) async throws -> WireResponse { try await Wire.inProcess.send(Self.post(body)) }
    let mixed = try await send(#"{"seeds":["track:red-0"],"candidates":["track:red-1","artist:red"]}"#)
    #expect(try mixed.decode(WireProblem.self).errors?.map(\.pointer) == ["/candidates/1"])
    #expect(try await send(#"{"seeds":["track:red-0"]}"#).status == 400)
    #expect(try await send(#"{"seeds":["track:red-0"],"candidates":[]}"#).status == 400)
    let unknown = try await send(#"{"seeds":["track:nobody"],"candidates":["track:red-1"]}"#)
    #expect(unknown.status == 404)
    #expect(try unknown.decode(WireProblem.self).unknownSeeds == ["track:nobody"])
  }
}
