import Embeddings
import Similarity

/// The body of `POST /v1/similar`.
struct SimilarRequest: Equatable {
  /// The question.
  let query: ShelfQuery
  /// The version that must answer, or nil for whichever is served.
  let model: String?

  /// How many cards an answer has unless the request says otherwise.
  static let defaultCount = 20

  /// Reads a body.
  ///
  /// - Throws: a ``Problem`` with every fault of the body.
  init(body: [UInt8], limits: Limits) throws(Problem) {
    var fields = try FieldReader(body: body)
    query = ShelfQuery(
      seeds: fields.ids("seeds", atMost: limits.seeds, isRequired: true),
      to: fields.choice("to", default: .track),
      count: fields.integer("count", in: 1...limits.count, default: Self.defaultCount),
      relation: fields.choice("relation", default: .alike),
      exclude: fields.ids("exclude", atMost: limits.exclude),
      isExact: fields.bool("exact", default: false))
    model = fields.string("model")
    try fields.finish()
  }
}
