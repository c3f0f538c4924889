import Foundation
import Similarity
import Testing

@testable import SimilarityServer

/// Every limit, just kept and just broken.
@Suite struct LimitTests {
  private static func seeds(_ count: Int) -> String {
    "[" + (0..<count).map { #""track:red-\#($0 % 60)""# }.joined(separator: ",") + "]"
  }

  /// A limit: its name, a request that keeps it, and one that breaks it by one.
  struct Case: Sendable, CustomStringConvertible {
    let name: String
    let kept: WireRequest
    let broken: WireRequest
    var description: String { name }
  }

  private static let limits: Limits = {
    var limits = Limits.patient
    (limits.count, limits.seeds, limits.exclude, limits.labels, limits.batch) = (20, 5, 6, 2, 3)
    (limits.candidates, limits.shelves, limits.findCharacters, limits.deadlineMilliseconds) = (4, 2, 8, 100)
    limits.bodyBytes = 2_000
    return limits
  }()

  static let cases: [Case] = {
    func similar(_ fields: String) -> WireRequest { .similar(#"{"seeds":["track:red-0"],\#(fields)}"#) }
    func array(_ element: String, _ count: Int) -> String {
      "[" + Array(repeating: element, count: count).joined(separator: ",") + "]"
    }
    let one = #"{"seeds":["track:red-0"]}"#
    let shelf = #"{"name":"a","seeds":["track:red-0"]}"#
    return [
      Case(name: "count", kept: similar(#""count":20"#), broken: similar(#""count":21"#)),
      Case(
        name: "seeds", kept: .similar(#"{"seeds":\#(seeds(5))}"#), broken: .similar(#"{"seeds":\#(seeds(6))}"#)),
      Case(
        name: "exclude", kept: similar(#""exclude":\#(seeds(6))"#), broken: similar(#""exclude":\#(seeds(7))"#)),
      Case(
        name: "labels", kept: similar(#""labels":["a","b"],"accept_level":4"#),
        broken: similar(#""labels":["a","b","c"],"accept_level":4"#)),
      Case(name: "deadline_ms", kept: similar(#""deadline_ms":100"#), broken: similar(#""deadline_ms":101"#)),
      Case(
        name: "batch", kept: .post("/v1/similar:batch", #"{"questions":\#(array(one, 3))}"#),
        broken: .post("/v1/similar:batch", #"{"questions":\#(array(one, 4))}"#)),
      Case(
        name: "shelves", kept: .post("/v1/home", #"{"shelves":\#(array(shelf, 2))}"#),
        broken: .post("/v1/home", #"{"shelves":\#(array(shelf, 3))}"#)),
      Case(
        name: "candidates", kept: .post("/v1/score", #"{"seeds":["track:red-0"],"candidates":\#(seeds(4))}"#),
        broken: .post("/v1/score", #"{"seeds":["track:red-0"],"candidates":\#(seeds(5))}"#)),
      Case(
        name: "find_characters", kept: .get("/v1/items?find=abcdefgh"), broken: .get("/v1/items?find=abcdefghi")),
      Case(
        name: "body_bytes", kept: .similar(one + String(repeating: " ", count: 2_000 - one.utf8.count)),
        broken: .similar(one + String(repeating: " ", count: 2_001 - one.utf8.count))),
    ]
  }()

  @Test(arguments: cases) func what_keeps_a_limit_is_answered_and_what_breaks_it_refused(limit: Case) async throws {
    for wire in Wire.allCases {
      let kept = try await wire.send(limit.kept, limits: Self.limits)
      #expect(kept.status == 200, "\(kept.text)")
      let broken = try await wire.send(limit.broken, limits: Self.limits)
      #expect(broken.status == (limit.name == "body_bytes" ? 413 : 400), "\(broken.text)")
    }
  }

  @Test(arguments: Wire.allCases) func limits_are_told_by_name(wire: Wire) async throws {
    let response = try await wire.send(.get("/v1/limits"), limits: Self.limits)
    let told = try JSONDecoder().decode([String: Int].self, from: Data(response.body))
    #expect(told["seeds"] == 5 && told["body_bytes"] == 2_000 && told["batch"] == 3)
    #expect(told.count == Mirror(reflecting: Self.limits).children.count, "every limit is told")
  }
}
