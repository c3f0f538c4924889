import SimilarityClient
import Testing

@testable import SimilarityServer

/// The Swift client against a real server.
@Suite struct ClientTests {
  @Test func a_question_a_page_and_a_taste_are_answered() async throws {
    try await LiveServer.run { server, _ in
      let client = HTTPSimilarityService("http://127.0.0.1:\(server.port)")
      let patience = Duration.seconds(100)
      var question = SimilarQuestion([Seed("track:red-0", ageDays: 3, signal: .hearted), "track:nobody"], count: 4)
      question.because = true
      question.variety = 0.2
      let answer = try await client.similar(question, patience: patience)
      #expect(answer.items.count == 4 && answer.items.allSatisfy { $0.id.hasPrefix("track:red") })
      #expect(answer.unknownSeeds == ["track:nobody"] && answer.answer.level == 0 && answer.answer.variant == nil)

      let page = try await client.home(
        HomeQuestion([
          ("One", SimilarQuestion(["track:red-0"], count: 3)), ("Two", SimilarQuestion(["track:red-0"], count: 3)),
        ]),
        patience: patience)
      #expect(page.shelves.map(\.name) == ["One", "Two"])
      #expect(Set(page.shelves.flatMap(\.items).map(\.id)).count == 6)

      let taste = try await client.listener(["track:red-0", "track:red-1"], patience: patience)
      #expect(!taste.facets.isEmpty)
      let forTaste = try await client.similar(SimilarQuestion(taste.listener, count: 3), patience: patience)
      #expect(forTaste.items.count == 3 && forTaste.items.allSatisfy { $0.id.hasPrefix("track:red") })

      let problem = await #expect(throws: SimilarityProblem.self) {
        _ = try await client.similar(SimilarQuestion(["track:nobody"]), patience: patience)
      }
      #expect(problem?.type == "unknown-seeds" && problem?.unknownSeeds == ["track:nobody"])
    }
  }

  @Test func where_nobody_listens_the_service_is_unavailable() async throws {
    let port = try await LiveServer.run { server, _ in server.port }
    let client = HTTPSimilarityService("http://127.0.0.1:\(port)", retry: RetryPolicy(attempts: 2, firstPause: .zero))
    let error = await #expect(throws: SimilarityUnavailable.self) {
      _ = try await client.similar(SimilarQuestion(["track:a"]), patience: .seconds(100))
    }
    #expect(error?.attempts == 2)
  }
}
