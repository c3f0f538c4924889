import Embeddings
import NIOCore
import Similarity

/// The body of `POST /v1/score`: items that somebody else has chosen, to be put in order.
struct ScoreRequest: Equatable {
  /// What they are compared with; its kind is theirs.
  let query: ShelfQuery
  /// The items.
  let candidates: [ItemID]
  /// The version that must answer, or nil for whichever is served.
  let model: String?

  /// Reads a body.
  ///
  /// - Throws: a ``Problem`` with every fault of the body.
  init(body: [UInt8], limits: Limits) throws(Problem) {
    var fields = try FieldReader(body: body)
    var query = ShelfQuery(
      seeds: fields.seeds("seeds", atMost: limits.seeds, isRequired: !fields.has("listener")),
      relation: fields.choice("relation", default: .alike))
    query.combination = fields.choice("combination", default: query.combination)
    query.halfLife = fields.number("half_life_days", in: 0.01...36_500) ?? query.halfLife
    query.wantsEvidence = fields.bool("because", default: false)
    query.listener = fields.listener("listener")
    candidates = fields.ids("candidates", atMost: limits.candidates, isRequired: true)
    query.to = candidates.first?.kind ?? .track
    for (index, candidate) in candidates.enumerated() where candidate.kind != query.to {
      fields.fault("/candidates/\(index)", "of another kind than the first; ask for one kind at a time")
    }
    model = fields.string("model")
    self.query = query
    try fields.finish()
  }
}

extension CandidateScores {
  /// The body of an answer to `POST /v1/score`.
  func json(tookMilliseconds: Double) -> ByteBuffer {
    JSONWriter.object(capacity: 512 + 192 * cards.count) { json in
      json.field("items", array: cards) { json, card in card.write(to: &json) }
      json.field("unknown", array: unknown) { $0.value($1.description) }
      json.field("seeds", array: seeds) { json, seed in seed.write(to: &json) }
      json.field("answer") {
        stamp.writeAll(to: &$0)
        $0.field("took_ms", tookMilliseconds)
      }
    }
  }
}
