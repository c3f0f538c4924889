import AsyncHTTPClient
import Foundation

/// Asks a running `w2v serve`. Safe to use from any number of tasks; one for a process is enough.
///
/// ```swift
/// let similarity = HTTPSimilarityService("http://127.0.0.1:8080")
/// let answer = try await similarity.similar(SimilarQuestion(["track:t1"], to: .playlist), patience: .milliseconds(300))
/// ```
public struct HTTPSimilarityService: SimilarityService {
  /// How urgent requests are, as the service's lanes have it.
  public enum Lane: String, Sendable {
    case interactive, refresh, backfill
  }

  private let transport: any Transport
  private let headers: [(String, String)]
  private let retry: RetryPolicy
  private let time: Time

  /// Now, and waiting: a test has its own.
  struct Time: Sendable {
    var now: @Sendable () -> ContinuousClock.Instant = { .now }
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  }

  /// The longest time that the service lets a question take.
  private static let longestDeadline = 60_000

  /// Creates a client; nothing is connected before the first question.
  ///
  /// - Parameters:
  ///   - url: where the service is: scheme, host and port, without a slash at the end.
  ///   - key: the secret of a key with the role `query`, if the service asks for one.
  ///   - lane: how urgent the questions are.
  ///   - retry: when a request is sent again.
  ///   - client: what sends requests; one that is shared by the process unless given.
  public init(
    _ url: String, key: String? = nil, lane: Lane = .interactive, retry: RetryPolicy = RetryPolicy(),
    client: HTTPClient? = nil
  ) {
    self.init(
      transport: HTTPTransport(client: client ?? HTTPTransport.shared, base: url), key: key, lane: lane, retry: retry)
  }

  init(
    transport: any Transport, key: String? = nil, lane: Lane = .interactive, retry: RetryPolicy = RetryPolicy(),
    time: Time = Time()
  ) {
    self.transport = transport
    self.retry = retry
    self.time = time
    headers =
      [("Content-Type", "application/json"), ("X-Lane", lane.rawValue)]
      + (key.map { [("Authorization", "Bearer \($0)")] } ?? [])
  }

  public func similar(_ question: SimilarQuestion, patience: Duration) async throws -> SimilarAnswer {
    try await ask("/v1/similar", question, patience)
  }

  public func home(_ page: HomeQuestion, patience: Duration) async throws -> HomeAnswer {
    try await ask("/v1/home", page, patience)
  }

  public func listener(_ plays: [Seed], patience: Duration) async throws -> ListenerAnswer {
    struct Plays: Encodable { let seeds: [Seed] }
    return try await ask("/v1/listener", Plays(seeds: plays), patience, hasDeadline: false)
  }

  private func ask<Answer: Decodable>(
    _ path: String, _ question: some Encodable, _ patience: Duration, hasDeadline: Bool = true
  ) async throws -> Answer {
    let end = time.now() + patience
    var attempt = 0
    while true {
      attempt += 1
      let left = end - time.now()
      let (reason, retryAfter): (any Error, Duration?)
      do {
        let response = try await transport.post(
          path, headers: headers, body: try Self.body(question, within: hasDeadline ? left : nil), within: left)
        if response.status == 200 { return try Self.decoder.decode(Answer.self, from: Data(response.body)) }
        guard let problem = try? Self.decoder.decode(SimilarityProblem.self, from: Data(response.body)) else {
          throw Stranger(status: response.status)
        }
        guard problem.isPassing else { throw problem }
        (reason, retryAfter) = (problem, response.retryAfter)
      } catch let error as DecodingError {
        throw SimilarityUnavailable(reason: "the answer cannot be understood: \(error)", attempts: attempt)
      } catch let error where error is SimilarityProblem || error is CancellationError {
        throw error
      } catch {
        (reason, retryAfter) = (error, nil)
      }
      let pause = retry.pause(
        after: attempt, retryAfter: retryAfter, left: end - time.now(), jitter: .random(in: 0...1))
      guard let pause else {
        throw reason as? SimilarityProblem ?? SimilarityUnavailable(reason: "\(reason)", attempts: attempt)
      }
      try await time.sleep(pause)
    }
  }

  /// A response that the service did not write: a balancer's, say.
  private struct Stranger: Error, CustomStringConvertible {
    let status: Int
    var description: String { "status \(status) without a problem document" }
  }

  /// The question, with what is left of the caller's patience as its deadline: what is found by then is better than nothing.
  private static func body(_ question: some Encodable, within left: Duration?) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // Half of what is left is for the way there and back.
    let milliseconds = left.map { min(max(1, Int($0 / .milliseconds(1)) / 2), longestDeadline) }
    return Array(try encoder.encode(WithDeadline(question: question, milliseconds: milliseconds)))
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}

extension SimilarityProblem {
  /// Whether the same request may succeed a moment later.
  var isPassing: Bool { status == 503 && type != "level-not-accepted" || status == 429 }
}

/// A question and how long its search may take.
private struct WithDeadline<Question: Encodable>: Encodable {
  private enum Key: String, CodingKey { case deadlineMs }

  let question: Question
  let milliseconds: Int?

  func encode(to encoder: any Encoder) throws {
    try question.encode(to: encoder)
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encodeIfPresent(milliseconds, forKey: .deadlineMs)
  }
}
