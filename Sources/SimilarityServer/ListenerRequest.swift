import NIOCore
import Similarity

/// The body of `POST /v1/listener`: plays in, a taste out.
struct ListenerRequest: Equatable {
  let plays: [Seed]
  let halfLife: Double
  /// How many facets are wanted at most.
  let facets: Int

  /// Reads a body.
  ///
  /// - Throws: a ``Problem`` with every fault of the body.
  init(body: [UInt8], limits: Limits) throws(Problem) {
    var fields = try FieldReader(body: body)
    plays = fields.seeds("seeds", atMost: limits.seeds)
    halfLife = fields.number("half_life_days", in: 0.01...36_500) ?? 30
    facets = fields.integer("facets", in: 1...5, default: 5)
    try fields.finish()
  }

  /// The answer of an engine, or nil when it knows none of the plays.
  func answer(from engine: SimilarityEngine) -> ByteBuffer? {
    guard let taste = engine.listener(plays, halfLife: halfLife) else { return nil }
    let facets = engine.facets(plays, halfLife: halfLife, atMost: facets)
    return JSONWriter.object(capacity: 4096 * (1 + facets.count)) { json in
      json.field("listener") { taste.write(to: &$0) }
      json.field("facets", array: facets) { json, facet in
        json.object {
          $0.field("medoid", facet.medoid.description)
          $0.field("weight", facet.weight)
          $0.field("listener") { facet.vector.write(to: &$0) }
        }
      }
      json.field("unknown_seeds", array: plays.map(\.id).filter { engine.item($0) == nil }) { $0.value($1.description) }
      json.field("answer") { $0.field("model", engine.model.version) }
    }
  }
}

extension ListenerVector {
  /// The fields of a vector, which `POST /v1/similar` takes back.
  fileprivate func write(to json: inout JSONWriter) {
    json.field("space", space)
    json.field("coherence", coherence.map { Double($0) } ?? .nan)
    json.field("input", array: input) { $0.value($1) }
    json.field("context", array: context) { $0.value($1) }
  }
}
