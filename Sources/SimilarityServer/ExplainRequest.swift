import Embeddings
import NIOCore
import Similarity

/// The body of `POST /v1/explain`: two items.
struct ExplainRequest: Equatable {
  /// What was asked about.
  let first: ItemID
  /// What was answered.
  let second: ItemID

  /// Reads a body.
  ///
  /// - Throws: a ``Problem`` with every fault of the body.
  init(body: [UInt8]) throws(Problem) {
    var fields = try FieldReader(body: body)
    let first = fields.id("first")
    let second = fields.id("second")
    try fields.finish()
    guard let first, let second else { preconditionFailure("what is missing is a fault") }
    (self.first, self.second) = (first, second)
  }
}

extension Explanation {
  /// The body of an answer to `POST /v1/explain`.
  var json: ByteBuffer {
    JSONWriter.object { json in
      json.field("items", array: items) { json, item in
        json.object {
          $0.field("id", item.id.description)
          $0.field("status", item.status.rawValue)
        }
      }
      for relation in Relation.allCases {
        json.field(relation.rawValue, nearness[relation]) { json, nearness in
          json.field("score", nearness.score)
          json.field("percentile", nearness.percentile)
        }
      }
      json.field("because", evidence) { json, evidence in evidence.write(to: &json) }
      json.field("sampled_playlists", sampledPlaylists)
      json.field("playlists", playlists)
      json.field("answer") { $0.field("model", model) }
    }
  }
}

extension Evidence {
  /// The fields that tell of it: `basis`, and what goes with that basis.
  func write(to json: inout JSONWriter) {
    switch self {
    case .playlists(let shared):
      json.field("basis", "playlists")
      shared.write(to: &json)
    case .bridge(let bridge):
      json.field("basis", "bridge")
      json.field("via", bridge.track.description)
      json.field("name", bridge.name)
      json.field("by", bridge.by)
      json.field("first") { bridge.first.write(to: &$0) }
      json.field("second") { bridge.second.write(to: &$0) }
    case .tracks(let tracks, let all):
      json.field("basis", "tracks")
      json.field("tracks", tracks)
      json.field("of", all)
    case .nothing: json.field("basis", "none")
    }
  }
}

extension Evidence.Shared {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("playlists", playlists)
    json.field("lift", lift)
  }
}
