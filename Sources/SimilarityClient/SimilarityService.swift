/// What a shelf builder can ask: a bunch of songs in, similar things out.
///
/// ``HTTPSimilarityService`` asks a running `w2v serve`; ``FakeSimilarityService`` answers in tests.
public protocol SimilarityService: Sendable {
  /// Items that are similar to the seeds.
  ///
  /// - Parameter patience: how long the caller can wait, retries included; what the service has found by then is the answer.
  /// - Throws: ``SimilarityProblem`` when there is no answer; ``SimilarityUnavailable`` when the service cannot be reached.
  func similar(_ question: SimilarQuestion, patience: Duration) async throws -> SimilarAnswer

  /// Several shelves of one page: what is on one is on none after it.
  ///
  /// - Throws: as ``similar(_:patience:)``.
  func home(_ page: HomeQuestion, patience: Duration) async throws -> HomeAnswer

  /// The taste of who played these things, to be kept and sent as a ``SimilarQuestion/listener``.
  ///
  /// - Throws: as ``similar(_:patience:)``.
  func listener(_ plays: [Seed], patience: Duration) async throws -> ListenerAnswer
}

/// A request that gets no answer, as the service says it: a problem document of RFC 9457.
public struct SimilarityProblem: Error, Sendable, Equatable, Decodable {
  /// What kind of problem it is: a slug that never changes its meaning, such as `unknown-seeds` or `overloaded`.
  public let type: String
  /// The status of the response.
  public let status: Int
  /// What is wrong this time, for people.
  public let detail: String
  /// Every fault of the request's body.
  public var errors: [Fault]?
  /// The seeds, when the model knows none of them.
  public var unknownSeeds: [String]?

  /// One fault of a body.
  public struct Fault: Sendable, Equatable, Decodable {
    /// Where: a JSON pointer.
    public let pointer: String
    /// What is wrong there.
    public let reason: String
  }

  /// Creates a problem, for tests.
  public init(type: String, status: Int, detail: String = "", unknownSeeds: [String]? = nil) {
    (self.type, self.status, self.detail, self.unknownSeeds) = (type, status, detail, unknownSeeds)
  }
}

/// The service could not be reached, or did not answer as it should, for as long as the caller could wait.
public struct SimilarityUnavailable: Error, Sendable, CustomStringConvertible {
  /// What happened the last time.
  public let reason: String
  /// How often it was tried.
  public let attempts: Int

  public var description: String { "no answer after \(attempts) attempts: \(reason)" }
}
