import Testing

@testable import SimilarityServer

@Suite struct SimilarFaultTests {
  /// A body, and the pointer and reason of its only fault.
  struct Case: Sendable, CustomTestStringConvertible {
    let body: String
    let pointer: String
    let reason: String
    init(_ body: String, _ pointer: String, _ reason: String) {
      (self.body, self.pointer, self.reason) = (body, pointer, reason)
    }
    var testDescription: String { "\(body.prefix(60)) -> \(pointer): \(reason)" }
  }

  private static func list(_ name: String, _ count: Int, and rest: String = "") -> String {
    let ids = Array(repeating: #""track:red-0""#, count: count).joined(separator: ",")
    return #"{"\#(name)":[\#(ids)]\#(rest)}"#
  }

  private static let red = #""seeds":["track:red-0"]"#

  static let cases: [Case] = [
    Case("[]", "", "expected an object, found an array"),
    Case("7", "", "expected an object, found a number"),
    Case("{}", "/seeds", "missing; name 1 to 500 items"),
    Case(#"{"seeds":null}"#, "/seeds", "missing; name 1 to 500 items"),
    Case(#"{"seeds":[]}"#, "/seeds", "empty; name 1 to 500 items"),
    Case(#"{"seeds":"track:red-0"}"#, "/seeds", "expected an array of ids, found a string"),
    Case(list("seeds", 501), "/seeds", "501 items; at most 500 are allowed"),
    Case(
      #"{"seeds":["track:red-0","track:red-1","track:red-2","red-3"]}"#, "/seeds/3",
      "'red-3' is not an id; write track:ID, album:ID, artist:ID or playlist:ID"),
    Case(
      #"{"seeds":["song:1"]}"#, "/seeds/0", "'song:1' is not an id; write track:ID, album:ID, artist:ID or playlist:ID"),
    Case(
      #"{"seeds":["track:"]}"#, "/seeds/0", "'track:' is not an id; write track:ID, album:ID, artist:ID or playlist:ID"),
    Case(#"{"seeds":["track:red-0",5]}"#, "/seeds/1", "expected an id, found a number"),
    Case(#"{"seeds":[["track:red-0"]]}"#, "/seeds/0", "expected an id, found an array"),
    Case("{\(red),\"count\":0}", "/count", "expected a whole number from 1 to 1000"),
    Case("{\(red),\"count\":1001}", "/count", "expected a whole number from 1 to 1000"),
    Case("{\(red),\"count\":-1}", "/count", "expected a whole number from 1 to 1000"),
    Case("{\(red),\"count\":1.5}", "/count", "expected a whole number from 1 to 1000"),
    Case("{\(red),\"count\":1e300}", "/count", "expected a whole number from 1 to 1000"),
    Case("{\(red),\"count\":\"20\"}", "/count", "expected a whole number, found a string"),
    Case(
      "{\(red),\"to\":\"tracks\"}", "/to", "'tracks' is none of track, album, artist, playlist; did you mean 'track'?"),
    Case("{\(red),\"to\":\"genre\"}", "/to", "'genre' is none of track, album, artist, playlist"),
    Case("{\(red),\"to\":1}", "/to", "expected one of track, album, artist, playlist; found a number"),
    Case(
      "{\(red),\"relation\":\"like\"}", "/relation", "'like' is none of alike, together, best; did you mean 'alike'?"),
    Case("{\(red),\"exact\":\"yes\"}", "/exact", "expected true or false, found a string"),
    Case("{\(red),\"exact\":1}", "/exact", "expected true or false, found a number"),
    Case("{\(red),\"model\":{}}", "/model", "expected a string, found an object"),
    Case("{\(red),\"exclude\":{}}", "/exclude", "expected an array of ids, found an object"),
    Case(
      "{\(red),\"exclude\":[\"track:a\",\"b\"]}", "/exclude/1",
      "'b' is not an id; write track:ID, album:ID, artist:ID or playlist:ID"),
    Case(list("exclude", 10_001, and: ",\(red)"), "/exclude", "10001 items; at most 10000 are allowed"),
    Case(#"{"seeds":[{"weight":1}]}"#, "/seeds/0/id", "missing; write track:ID, album:ID, artist:ID or playlist:ID"),
    Case(
      #"{"seeds":["track:a",{"id":"track:b","weight":0}]}"#, "/seeds/1/weight",
      "expected a number from 1e-06 to 1000000"),
    Case(#"{"seeds":[{"id":"track:b","age_days":-1}]}"#, "/seeds/0/age_days", "expected a number from 0 to 36500"),
    Case(
      #"{"seeds":[{"id":"track:b","signal":"skipped"}]}"#, "/seeds/0/signal",
      "'skipped' is none of played, followed, hearted"),
    Case(
      #"{"seeds":[{"id":"track:b","negativ":true}]}"#, "/seeds/0/negativ", "unknown field; did you mean 'negative'?"),
    Case("{\(red),\"per_artist\":0}", "/per_artist", "expected a whole number from 1 to 1000"),
    Case("{\(red),\"variety\":1.01}", "/variety", "expected a number from 0 to 1"),
    Case("{\(red),\"popularity\":\"high\"}", "/popularity", "expected a number, found a string"),
    Case("{\(red),\"recall\":0.2}", "/recall", "expected a number from 0.5 to 1"),
    Case("{\(red),\"deadline_ms\":0}", "/deadline_ms", "expected a whole number from 1 to 60000"),
    Case("{\(red),\"variation\":-1}", "/variation", "expected a whole number from 0 to 9007199254740991"),
    Case("{\(red),\"combination\":\"mean\"}", "/combination", "'mean' is none of pooled, blend, nearest, sum"),
    Case("{\(red),\"cuont\":5}", "/cuont", "unknown field; did you mean 'count'?"),
    Case("{\(red),\"excludes\":[]}", "/excludes", "unknown field; did you mean 'exclude'?"),
    Case("{\(red),\"max_per\":{}}", "/max_per", "unknown field"),
    Case("{\(red),\"a/b~c\":1}", "/a~1b~0c", "unknown field"),
    Case("{\(red),\"\":1}", "/", "unknown field"),
  ]

  @Test(arguments: cases) func a_fault_is_named_with_its_place(fault: Case) async throws {
    let response = try await Wire.inProcess.send(.similar(fault.body))
    #expect(response.status == 400)
    #expect(response.header("Content-Type") == "application/problem+json")
    let problem: WireProblem = try response.decode()
    #expect(problem.type == "invalid-request")
    #expect(problem.title == "The request has faults")
    #expect(problem.status == 400)
    #expect(problem.detail == "1 fault")
    #expect(problem.instance == response.header("X-Request-Id"))
    #expect(problem.errors == [WireProblem.Fault(pointer: fault.pointer, reason: fault.reason)])
  }

  @Test(arguments: Wire.allCases) func all_faults_are_told_at_once(wire: Wire) async throws {
    let response = try await wire.send(
      .similar(#"{"seeds":["red-0"],"count":0,"relation":5,"to":"song","exact":"no","seed":["track:red-0"],"x":1}"#))
    #expect(response.status == 400)
    let problem: WireProblem = try response.decode()
    #expect(problem.detail == "7 faults")
    #expect(problem.errors?.map(\.pointer) == ["/seeds/0", "/to", "/count", "/relation", "/exact", "/seed", "/x"])
    #expect(problem.errors?.first { $0.pointer == "/seed" }?.reason == "unknown field; did you mean 'seeds'?")
  }

  @Test func a_flood_of_faults_is_counted_and_cut() async throws {
    let ids = Array(repeating: "1", count: 3_000).joined(separator: ",")
    let fields = (0..<3_000).map { #","f\#($0)":1"# }.joined()
    let response = try await Wire.inProcess.send(.similar(#"{"seeds":["track:a"],"exclude":[\#(ids)]\#(fields)}"#))
    let problem: WireProblem = try response.decode()
    #expect(problem.detail == "6000 faults, the first 100 are listed")
    #expect(problem.errors?.count == 100)
  }

  @Test func what_is_repeated_from_a_request_is_cut() async throws {
    let long = String(repeating: "x", count: 100_000)
    let response = try await Wire.inProcess.send(.similar(#"{"seeds":["\#(long)"],"to":"\#(long)","\#(long)":1}"#))
    #expect(response.status == 400)
    #expect(response.body.count < 2_000)
  }

  /// Just under every limit; just over is among the cases.
  @Test(arguments: Wire.allCases) func a_request_at_its_limits_is_answered(wire: Wire) async throws {
    let body =
      Self.list("seeds", 500).dropLast() + ",\"count\":1000," + Self.list("exclude", 10_000).dropFirst()
    let response = try await wire.send(.similar(String(body)))
    #expect(response.status == 200)
    #expect(try response.decode(WireAnswer.self).seeds.count == 500)
  }

  static let malformed: [(body: String, detail: String)] = [
    ("", "the body is empty; send a JSON object"),
    ("{", "line 1, column 2 (byte 1): expected a field's name in double quotes"),
    (#"{"seeds":["track:a",]}"#, "line 1, column 21 (byte 20): expected a value"),
    ("{\"seeds\":[\"track:a\"],\n  count: 3}", "line 2, column 3 (byte 24): expected a field's name in double quotes"),
    (#"{"seeds":["track:a"]} x"#, "line 1, column 23 (byte 22): expected the end after the value"),
    (#"{"seeds":[],"seeds":[]}"#, "line 1, column 13 (byte 12): the field 'seeds' appears twice"),
  ]

  @Test(arguments: malformed) func malformed_json_is_refused_with_its_place(body: String, detail: String) async throws {
    let response = try await Wire.inProcess.send(.similar(body))
    #expect(response.status == 400)
    let problem: WireProblem = try response.decode()
    #expect(problem.type == "malformed-json")
    #expect(problem.detail == detail)
    #expect(problem.errors == nil)
  }
}
