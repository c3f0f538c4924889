import Foundation
import Testing

@testable import SimilarityServer

/// Every number of every body, at its edges and far beyond: an answer or a refusal, never a failure of the server.
@Suite struct NumericFieldTests {
  private static let values = [
    "0", "1", "-1", "0.5", "-0.0", "255", "256", "1000", "1001", "60000", "60001", "2147483647", "2147483648",
    "-2147483649",
    "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616",
    "1e308", "1e309", "-1e308", "5e-324", "\"NaN\"", "\"1\"", "NaN", "Infinity", "null", "true", "[]", "{}", "1e", "01",
    "+1",
  ]

  private static let bodies: [(path: String, body: String, fields: [String])] = [
    (
      "/v1/similar", #"{"seeds": ["track:red-0"], %}"#,
      [
        "count", "half_life_days", "per_artist", "per_album", "variety", "popularity", "min_support", "min_percentile",
        "variation", "recall", "deadline_ms", "accept_level",
      ]
    ),
    ("/v1/similar", #"{"seeds": [{"id": "track:red-0", %}]}"#, ["weight", "age_days"]),
    ("/v1/similar:batch", #"{"questions": [{"seeds": ["track:red-0"]}], %}"#, ["deadline_ms"]),
    ("/v1/home", #"{"shelves": [{"name": "s", "seeds": ["track:red-0"]}], %}"#, ["deadline_ms"]),
    ("/v1/home", #"{"shelves": [{"name": "s", "seeds": ["track:red-0"], %}]}"#, ["count", "min_support"]),
    ("/v1/listener", #"{"seeds": ["track:red-0"], %}"#, ["half_life_days", "facets"]),
    ("/v1/score", #"{"seeds": ["track:red-0"], "candidates": ["track:red-1"], %}"#, ["half_life_days"]),
  ]

  @Test(arguments: bodies.indices) func a_number_is_answered_or_refused(body: Int) async throws {
    let (path, text, fields) = Self.bodies[body]
    try await Wire.inProcess.serve { server in
      for field in fields {
        for value in Self.values {
          let request = text.replacing("%", with: "\"\(field)\": \(value)")
          let response = try await server.send(.post(path, request))
          #expect([200, 400].contains(response.status), "\(request): \(response.status) \(response.text)")
          // What is answered is JSON of numbers that are finite.
          if response.status == 200 { _ = try JSONSerialization.jsonObject(with: Data(response.body)) }
        }
      }
    }
  }

  @Test func the_numbers_of_a_vector_too() async throws {
    try await Wire.inProcess.serve { server in
      for value in Self.values {
        let request =
          #"{"listener": {"space": "s", "input": [\#(value)], "context": [\#(value)], "coherence": \#(value)}}"#
        let response = try await server.send(.similar(request))
        // A vector of numbers is of another space than this model's.
        #expect([400, 409].contains(response.status), "\(request): \(response.status)")
      }
    }
  }

  @Test func the_numbers_of_a_query_too() async throws {
    try await Wire.inProcess.serve { server in
      for value in Self.values {
        let written = try #require(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        for path in ["/v1/items?find=red&limit=\(written)", "/v1/map?limit=\(written)"] {
          let response = try await server.send(.get(path))
          #expect([200, 400].contains(response.status), "\(path): \(response.status)")
        }
      }
    }
  }
}
