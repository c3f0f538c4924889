import CoreMetrics
import Similarity
import Testing

@testable import SimilarityServer

@Suite struct MetricsTests {
  /// A name, its labels and a number, as a line says them.
  private static func series(_ text: String) -> [String: Double] {
    var series: [String: Double] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
        Issue.record("no number: \(line)")
        continue
      }
      series[String(line[..<space])] = value
    }
    return series
  }

  @Test(arguments: Wire.allCases) func what_was_asked_is_counted(wire: Wire) async throws {
    try await wire.serve { server in
      _ = try await server.send(.similar(#"{"seeds":["track:red-0","track:nobody"],"count":3}"#))
      _ = try await server.send(.similar(#"{"seeds":["track:red-0"],"to":"artist","count":50}"#))
      _ = try await server.send(.similar(#"{"seeds":["track:nobody"]}"#))
      _ = try await server.send(.get("/v1/nowhere/\("x")"))
      let response = try await server.send(.get("/metrics"))
      #expect(response.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
      let series = Self.series(response.text)
      #expect(series[#"w2v_answers_total{to="track",relation="alike",level="0"}"#] == 2)
      #expect(series[#"w2v_answers_total{to="artist",relation="alike",level="0"}"#] == 1)
      #expect(series[#"w2v_short_answers_total{reason="no_more_items"}"#] == 1)
      #expect(series[#"w2v_short_answers_total{reason="no_known_seed"}"#] == 1)
      #expect(series[#"w2v_seeds_total{status="known"}"#] == 2 && series[#"w2v_seeds_total{status="unknown"}"#] == 2)
      let path = #"path="/v1/similar",method="POST""#
      #expect(series[#"http_server_request_duration_seconds_count{\#(path),status="200"}"#] == 2)
      #expect(series[#"http_server_request_duration_seconds_count{\#(path),status="404"}"#] == 1)
      #expect(
        series[#"http_server_request_duration_seconds_count{path="unmatched",method="GET",status="404"}"#] == 1,
        "\(series.keys.filter { $0.contains("404") })")
      #expect(series[#"w2v_queue_wait_seconds_count{lane="interactive"}"#] == 3)
      #expect(series[#"w2v_items{kind="artist"}"#] == 3 && series["w2v_model_age_seconds"] ?? -1 >= 0)
      #expect(series["http_server_active_requests"] == 1)
      #expect(series.keys.contains { $0.hasPrefix("w2v_model_info{version=") })
      // Every series is of a metric that is described before it.
      let described = Set(response.text.matches(of: /# TYPE (\S+)/).map { String($0.1) })
      for name in series.keys {
        let base = String(name.prefix { $0 != "{" })
        #expect(
          ["", "_bucket", "_sum", "_count"].contains { described.contains(String(base.dropLast($0.count))) }, "\(name)")
      }
      let missing = try await server.send(.get("/v1/missing"))
      #expect(missing.text == #"{"items":[{"id":"track:nobody","questions":2}]}"#)
    }
  }

  @Test func a_histogram_counts_up_to_each_bound() {
    let registry = PrometheusRegistry([
      .init(name: "wait", help: "Time.", kind: .histogram, buckets: [0.1, 0.5, 2])
    ])
    for value in [0.05, 0.1, 0.2, 3] { Recorder(label: "wait", factory: registry).record(value) }
    #expect(
      registry.text == """
        # HELP wait Time.
        # TYPE wait histogram
        wait_bucket{le="0.1"} 2
        wait_bucket{le="0.5"} 3
        wait_bucket{le="2"} 3
        wait_bucket{le="+Inf"} 4
        wait_sum 3.35
        wait_count 4

        """)
  }

  @Test func series_are_bounded_and_labels_escaped() {
    let registry = PrometheusRegistry([.init(name: "made_up", help: "x", kind: .counter)])
    for number in 0..<1_000 {
      Counter(label: "made_up", dimensions: [("id", "\(number)")], factory: registry).increment()
    }
    #expect(registry.seriesCount <= 301)
    #expect(registry.text.contains("made_up 700\n"))
    let odd = PrometheusRegistry([.init(name: "odd", help: "x", kind: .counter)])
    Counter(label: "odd", dimensions: [("id", "a\"b\\c\nd")], factory: odd).increment()
    #expect(odd.text.contains(#"odd{id="a\"b\\c\nd"} 1"#))
  }

  @Test func no_caller_makes_up_series() async throws {
    try await Wire.inProcess.serve { server in
      for number in 0..<50 {
        _ = try await server.send(.get("/v1/items/track:made-up-\(number)"))
        _ = try await server.send(.get("/made/up/\(number)"))
        _ = try await server.send(.similar(#"{"seeds":["track:made-up-\#(number)"]}"#))
      }
      let text = try await server.send(.get("/metrics")).text
      #expect(!text.contains("made-up") && !text.contains("made/up"))
      #expect(Self.series(text).count < 300)
    }
  }

  @Test func the_most_frequent_missing_items_are_kept() {
    let missing = MissingItems(places: 10)
    for number in 0..<200 {
      missing.note(ItemID(.track, "often"))
      missing.note(ItemID(.track, "seldom-\(number)"))
    }
    #expect(missing.top(1).map(\.id) == [ItemID(.track, "often")] && missing.top(1)[0].count == 200)
    #expect(missing.top(100).count == 10)
    missing.note(ItemID(.track, String(repeating: "x", count: 201)))
    #expect(!missing.top(100).contains { $0.id.id.hasPrefix("xx") })
  }
}
