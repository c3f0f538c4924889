import Similarity
import Synchronization
import Testing

@testable import SimilarityServer

/// Answers that are compared with exact ones.
@Suite struct RecallSamplerTests {
  /// Asks so often and waits until nothing is compared any more.
  ///
  /// - Parameter pace: how long each look at the clock takes by it.
  private func ask(
    _ body: String, times: Int, share: Double, pace: Duration = .zero
  ) async throws -> String {
    let clock = Clock(pace: pace)
    let routes = Routes(
      models: try PlantedModel.holder(), store: .absent, recallSample: share, now: { clock.now }, limits: .patient,
      logger: .silent)
    let server = RoutesInProcess(responder: routes.responder())
    for _ in 0..<times {
      #expect(try await server.send(.similar(body)).status == 200)
      await routes.sampler.settle()
    }
    return try await server.send(.get("/metrics")).text
  }

  /// A clock that goes a step whenever it is looked at.
  private final class Clock: Sendable {
    private let time = Mutex(ContinuousClock.now + .seconds(60))
    private let pace: Duration
    init(pace: Duration) { self.pace = pace }
    var now: ContinuousClock.Instant {
      time.withLock { time in
        time += pace
        return time
      }
    }
  }

  private func figure(_ name: String, in text: String) -> Int? {
    text.split(separator: "\n").first { $0.hasPrefix(name + "{") }.flatMap { $0.split(separator: " ").last }
      .flatMap { Int($0) }
  }

  @Test func of_a_small_model_nothing_is_missed() async throws {
    let text = try await ask(#"{"seeds": ["track:red-0"], "count": 5}"#, times: 10, share: 0.5)
    #expect(figure("w2v_recall_wanted_total", in: text) == 25)
    #expect(figure("w2v_recall_found_total", in: text) == 25)
  }

  /// A comparison takes two looks at the clock, the pause after it a hundred, and every question is one.
  @Test func comparing_takes_a_hundredth_of_the_time() async throws {
    let text = try await ask(#"{"seeds": ["track:red-0"], "count": 1}"#, times: 250, share: 1, pace: .seconds(1))
    #expect(figure("w2v_recall_wanted_total", in: text) == 3)
  }

  @Test(arguments: [#"{"seeds": ["track:red-0"], "exact": true}"#, #"{"seeds": ["track:nobody"], "accept_level": 4}"#])
  func what_missed_nothing_or_was_not_searched_is_not_compared(body: String) async throws {
    #expect(figure("w2v_recall_wanted_total", in: try await ask(body, times: 3, share: 1)) == nil)
  }

  @Test func of_none_is_none() async throws {
    let text = try await ask(#"{"seeds": ["track:red-0"]}"#, times: 3, share: 0)
    #expect(figure("w2v_recall_wanted_total", in: text) == nil)
  }
}
