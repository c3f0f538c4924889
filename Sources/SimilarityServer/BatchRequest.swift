import NIOCore
import Similarity

/// The body of `POST /v1/similar:batch`: several questions that have nothing to do with each other.
struct BatchRequest: Equatable {
  /// The questions.
  let questions: [SimilarRequest]
  /// How long all searches together may take, or nil for as long as they need.
  let deadline: Duration?

  /// Reads a body.
  ///
  /// - Throws: a ``Problem`` with every fault of the body.
  init(body: [UInt8], limits: Limits) throws(Problem) {
    var fields = try FieldReader(body: body)
    questions = fields.objects("questions", atMost: limits.batch) { SimilarRequest(&$0, limits: limits) }
    deadline = fields.integer("deadline_ms", in: 1...limits.deadlineMilliseconds).map { .milliseconds($0) }
    try fields.finish()
  }

  /// The body of the answer: for each question what `POST /v1/similar` would have answered, or its problem.
  static func json(of answers: [Result<ByteBuffer, Problem>], tookMilliseconds: Double) -> ByteBuffer {
    JSONWriter.object(capacity: 256 + 2048 * answers.count) { json in
      json.field("answers", array: answers) { json, answer in
        switch answer {
        case .success(let body): json.encoded(body)
        case .failure(let problem): json.object { json in json.field("problem") { problem.write(to: &$0) } }
        }
      }
      json.field("took_ms", tookMilliseconds)
    }
  }
}
