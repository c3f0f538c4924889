import Foundation

/// A request as a client writes it.
struct WireRequest: Sendable {
  var method = "GET"
  var path: String
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []

  static func get(_ path: String) -> WireRequest { WireRequest(path: path) }

  static func post(_ path: String, _ body: String, type: String? = "application/json") -> WireRequest {
    WireRequest(method: "POST", path: path, headers: type.map { [("Content-Type", $0)] } ?? [], body: Array(body.utf8))
  }

  /// A question to `POST /v1/similar`.
  static func similar(_ body: String) -> WireRequest { post("/v1/similar", body) }
}

/// A response as a client reads it.
struct WireResponse: Sendable {
  let status: Int
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

  func decode<Message: Decodable>(_: Message.Type = Message.self) throws -> Message {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Message.self, from: Data(body))
  }
}

/// The answer of `POST /v1/similar`, read by somebody else's JSON reader.
struct WireAnswer: Decodable {
  struct Item: Decodable {
    let id: String
    let name: String?
    let by: String?
    let score: Float
    let percentile: Double
    let seed: String?
    let variant: String?
  }
  struct Seed: Decodable, Equatable {
    let id: String
    let status: String
  }
  struct Stamp: Decodable {
    let model: String
    let variant: String?
    let space: String
    let relation: String
    let level: Int
    let levelReason: String?
    let tookMs: Double
  }

  let items: [Item]
  let returned: Int
  let shortfall: String?
  let seeds: [Seed]
  let unknownSeeds: [String]
  let answer: Stamp
}

/// A problem document.
struct WireProblem: Decodable {
  struct Fault: Decodable, Equatable {
    let pointer: String
    let reason: String
  }

  let type: String
  let title: String
  let status: Int
  let detail: String
  let instance: String
  let errors: [Fault]?
  let unknownSeeds: [String]?
}
