import Embeddings
import Similarity

/// The body of `POST /v1/similar`.
struct SimilarRequest: Equatable {
  /// The question.
  let query: ShelfQuery
  /// How long the search may take, or nil for as long as it needs.
  let deadline: Duration?
  /// Who is asked for, for experiments; nil is in none.
  let subject: String?
  /// The version that must answer, or nil for whichever is served.
  let model: String?

  /// Who an experiment may deal: a question that names its model is in none.
  var dealtSubject: String? { model == nil ? subject : nil }

  /// How many cards an answer has unless the request says otherwise.
  static let defaultCount = 20

  /// Reads a body.
  ///
  /// - Throws: a ``Problem`` with every fault of the body.
  init(body: [UInt8], limits: Limits) throws(Problem) {
    var fields = try FieldReader(body: body)
    self.init(&fields, limits: limits)
    try fields.finish()
  }

  /// Reads the fields of a question.
  init(_ fields: inout FieldReader, limits: Limits) {
    query = fields.query(limits: limits)
    deadline = fields.integer("deadline_ms", in: 1...limits.deadlineMilliseconds).map { .milliseconds($0) }
    subject = fields.string("subject", atMost: 200)
    model = fields.string("model")
  }
}

extension FieldReader {
  /// The fields of a question, which are the same wherever one is asked.
  mutating func query(limits: Limits) -> ShelfQuery {
    var query = ShelfQuery(
      seeds: seeds("seeds", atMost: limits.seeds, isRequired: !has("listener")),
      to: choice("to", default: .track),
      count: integer("count", in: 1...limits.count, default: SimilarRequest.defaultCount),
      relation: choice("relation", default: .alike),
      exclude: ids("exclude", atMost: limits.exclude))
    query.combination = choice("combination", default: query.combination)
    query.halfLife = number("half_life_days", in: 0.01...36_500) ?? query.halfLife
    query.labels = strings("labels", atMost: limits.labels)
    query.perArtist = integer("per_artist", in: 1...limits.count)
    query.perAlbum = integer("per_album", in: 1...limits.count)
    query.variety = Float(number("variety", in: 0...1) ?? 0)
    query.popularity = Float(number("popularity", in: -1...1) ?? 0)
    query.minimumSupport = integer("min_support", in: 0...1_000_000_000, default: 0)
    query.minimumPercentile = number("min_percentile", in: 0...1)
    query.variation = integer("variation", in: 0...(1 << 53) - 1).map { UInt64($0) }
    if let recall = number("recall", in: 0.5...1) { query.effort = .recall(recall) }
    if bool("exact", default: false) { query.effort = .exact }
    query.accept =
      AnswerLevel(rawValue: integer("accept_level", in: 0...4, default: query.accept.rawValue)) ?? query.accept
    query.wantsEvidence = bool("because", default: false)
    query.listener = listener("listener")
    return query
  }

  /// A listener's vector, as `POST /v1/listener` gives it; whether its space is the model's is asked later.
  mutating func listener(_ name: String) -> ListenerVector? {
    nested(name) { fields in
      let space = fields.text("space", atMost: 200)
      let input = fields.numbers("input")
      let context = fields.numbers("context")
      if input.count != context.count {
        fields.fault("/context", "\(context.count) numbers where input has \(input.count)")
        return nil
      }
      _ = fields.number("coherence", in: 0...1)
      return ListenerVector(space: space, input: input, context: context, coherence: nil)
    }
  }
}
