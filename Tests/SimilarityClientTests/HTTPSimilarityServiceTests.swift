import Foundation
import Synchronization
import Testing

@testable import SimilarityClient

/// Retries, deadlines and what is sent, against a transport that does as it is told.
@Suite struct HTTPSimilarityServiceTests {
  /// Plays a script, by a clock that only goes while the client waits or the transport takes its time.
  final class Script: Transport {
    enum Step: Sendable {
      case answer(String)
      case problem(Int, String, retryAfter: Int? = nil)
      case strange(Int)
      case failure
    }
    struct Broken: Error {}

    struct State {
      var steps: [Step]
      var now = ContinuousClock.now
      var bodies: [String] = []
      var headers: [String: String] = [:]
      var pauses: [Duration] = []
    }
    let state: Mutex<State>
    let takes: Duration

    init(_ steps: [Step], takes: Duration = .milliseconds(10)) {
      state = Mutex(State(steps: steps))
      self.takes = takes
    }

    func post(
      _ path: String, headers: [(String, String)], body: [UInt8], within: Duration
    ) async throws -> TransportResponse {
      let step: Step = state.withLock { state in
        state.bodies.append(path + " " + String(decoding: body, as: UTF8.self))
        state.headers = Dictionary(uniqueKeysWithValues: headers)
        state.now += takes
        return state.steps.removeFirst()
      }
      func response(_ status: Int, _ text: String, _ retryAfter: Int? = nil) -> TransportResponse {
        TransportResponse(status: status, retryAfter: retryAfter.map { .seconds($0) }, body: Array(text.utf8))
      }
      switch step {
      case .answer(let text): return response(200, text)
      case .problem(let status, let type, let retryAfter):
        return response(
          status,
          #"{"type": "\#(type)", "title": "t", "status": \#(status), "detail": "d", "unknown_seeds": ["track:x"]}"#,
          retryAfter)
      case .strange(let status): return response(status, "<html>")
      case .failure: throw Broken()
      }
    }

    func service(_ retry: RetryPolicy = RetryPolicy()) -> HTTPSimilarityService {
      HTTPSimilarityService(
        transport: self, key: "a-secret", lane: .refresh, retry: retry,
        time: HTTPSimilarityService.Time(
          now: { self.state.withLock { $0.now } },
          sleep: { pause in
            self.state.withLock { state in
              state.now += pause
              state.pauses.append(pause)
            }
          }))
    }
  }

  private static let answer =
    #"{"items": [{"id": "track:a", "name": null, "by": "B", "score": 0.5, "percentile": 0.9, "seed": "track:s", "new": 1}], "returned": 1, "shortfall": "no_more_items", "unknown_seeds": [], "answer": {"model": "m", "level": 0, "age_s": 4}}"#

  @Test func what_is_set_is_sent_and_nothing_else() async throws {
    let script = Script([.answer(Self.answer)])
    var question = SimilarQuestion(["track:s", Seed("track:u", weight: 2)], to: .playlist, count: 3)
    question.perArtist = 2
    let answer = try await script.service().similar(question, patience: .seconds(1))
    #expect(answer.items.map(\.id) == ["track:a"] && answer.items[0].by == "B" && answer.answer.ageS == 4)
    let (bodies, headers) = script.state.withLock { ($0.bodies, $0.headers) }
    let sent = try JSONSerialization.jsonObject(with: Data(bodies[0].dropFirst("/v1/similar ".count).utf8))
    let expected: NSDictionary = [
      "seeds": [["id": "track:s"], ["id": "track:u", "weight": 2]], "to": "playlist", "count": 3, "per_artist": 2,
      "deadline_ms": 500,
    ]
    #expect(sent as? NSDictionary == expected)
    #expect(headers["Authorization"] == "Bearer a-secret" && headers["X-Lane"] == "refresh")
  }

  @Test func a_page_has_names_and_one_subject() async throws {
    let script = Script([.answer(#"{"shelves": [{"name": "One", "items": []}], "answer": {"model": "m"}}"#)])
    var question = SimilarQuestion(["track:s"])
    question.subject = "ignored"
    let page = try await script.service().home(
      HomeQuestion([("One", question)], subject: "somebody"), patience: .seconds(1))
    #expect(page.shelves.map(\.name) == ["One"])
    let body = script.state.withLock { $0.bodies[0] }
    #expect(body.contains(#""name":"One""#) && body.contains(#""subject":"somebody""#) && !body.contains("ignored"))
  }

  @Test func what_passes_is_asked_again_when_the_service_says() async throws {
    let script = Script([
      .problem(503, "overloaded", retryAfter: 1), .problem(429, "over-quota", retryAfter: 2), .answer(Self.answer),
    ])
    _ = try await script.service().similar(SimilarQuestion(["track:s"]), patience: .seconds(5))
    #expect(script.state.withLock { $0.pauses } == [.seconds(1), .seconds(2)])
  }

  @Test func nobody_waits_longer_than_the_patience() async throws {
    let script = Script([.problem(503, "overloaded", retryAfter: 1)])
    let problem = await #expect(throws: SimilarityProblem.self) {
      _ = try await script.service().similar(SimilarQuestion(["track:s"]), patience: .milliseconds(900))
    }
    #expect(problem?.type == "overloaded")
    #expect(script.state.withLock { $0.pauses }.isEmpty)
  }

  @Test(arguments: [
    (404, "unknown-seeds"), (400, "invalid-request"), (409, "foreign-space"), (503, "level-not-accepted"),
  ])
  func what_does_not_pass_is_not_asked_again(status: Int, type: String) async throws {
    let script = Script([.problem(status, type, retryAfter: 1)])
    let problem = await #expect(throws: SimilarityProblem.self) {
      _ = try await script.service().similar(SimilarQuestion(["track:s"]), patience: .seconds(5))
    }
    #expect(problem?.type == type && problem?.status == status && problem?.unknownSeeds == ["track:x"])
  }

  @Test func a_connection_that_breaks_is_made_again_with_growing_pauses() async throws {
    let script = Script([.failure, .strange(502), .failure])
    let error = await #expect(throws: SimilarityUnavailable.self) {
      _ = try await script.service().similar(SimilarQuestion(["track:s"]), patience: .seconds(5))
    }
    #expect(error?.attempts == 3 && error?.reason.contains("Broken") == true)
    let pauses = script.state.withLock { $0.pauses }
    #expect(pauses.count == 2)
    for (pause, middle) in zip(pauses, [50.0, 100]) {
      #expect((0.5...1.5).contains(pause / .milliseconds(1) / middle), "\(pauses)")
    }
  }

  @Test func each_attempt_has_what_is_left_as_its_deadline() async throws {
    let script = Script([.problem(503, "overloaded", retryAfter: 1), .answer(Self.answer)], takes: .milliseconds(100))
    _ = try await script.service().similar(SimilarQuestion(["track:s"]), patience: .seconds(2))
    let bodies = script.state.withLock { $0.bodies }
    #expect(bodies[0].contains(#""deadline_ms":1000"#) && bodies[1].contains(#""deadline_ms":450"#), "\(bodies)")
  }

  @Test func an_answer_that_is_none_is_said_to_be() async throws {
    let script = Script([.answer("{}")])
    let error = await #expect(throws: SimilarityUnavailable.self) {
      _ = try await script.service().similar(SimilarQuestion(["track:s"]), patience: .seconds(1))
    }
    #expect(error?.reason.contains("cannot be understood") == true)
  }
}

/// A shelf builder, tested as its own team would.
@Suite struct ShelfBuilderTests {
  @Test func the_shelf_shows_what_the_service_answers() async {
    let fake = FakeSimilarityService { _ in SimilarAnswer([SimilarItem("playlist:p1", name: "Late")]) }
    let cards = await MoreOfWhatYouPlayed(similarity: fake).cards(justPlayed: ["track:a", "track:b"], listener: "l")
    #expect(cards.map(\.name) == ["Late"])
    #expect(fake.questions.map(\.to) == [.playlist] && fake.questions[0].seeds == ["track:a", "track:b"])
  }

  @Test(arguments: [
    SimilarityProblem(type: "unknown-seeds", status: 404), SimilarityProblem(type: "overloaded", status: 503),
  ])
  func without_an_answer_there_is_no_shelf(problem: SimilarityProblem) async {
    let fake = FakeSimilarityService { _ in throw problem }
    #expect(await MoreOfWhatYouPlayed(similarity: fake).cards(justPlayed: ["track:a"], listener: "l").isEmpty)
  }

  @Test func a_page_of_the_fake_shows_nothing_twice() async throws {
    let fake = FakeSimilarityService { _ in SimilarAnswer([SimilarItem("track:a"), SimilarItem("track:b")]) }
    let page = try await fake.home(
      HomeQuestion([("One", SimilarQuestion(["track:s"])), ("Two", SimilarQuestion(["track:s"]))]), patience: .zero)
    #expect(page.shelves.map(\.items.count) == [2, 0])
  }

  @Test func the_document_shows_this_shelf_builder() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let document = try String(
      contentsOf: root.appending(path: "notebooks-free-docs/build-a-shelf.md"), encoding: .utf8)
    let code = try String(
      contentsOf: root.appending(path: "Tests/SimilarityClientTests/ShelfBuilder.swift"), encoding: .utf8)
    #expect(document.contains("```swift\n\(code)```"))
    #expect(code.split(separator: "\n", omittingEmptySubsequences: false).count <= 31)
  }
}
