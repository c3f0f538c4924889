import Similarity

/// The body of `POST /v1/home`: several questions for one page.
public struct HomeRequest: Sendable, Equatable {
  /// The questions.
  public let query: HomeQuery
  /// How long all searches together may take, or nil for as long as they need.
  let deadlineMilliseconds: Int?
  /// Who is asked for, for experiments; nil is in none.
  let subject: String?
  /// The version that must answer, or nil for whichever is served.
  let model: String?

  /// Who an experiment may deal: a question that names its model is in none.
  var dealtSubject: String? { model == nil ? subject : nil }

  /// Reads a body.
  ///
  /// - Throws: a ``Problem`` with every fault of the body.
  init(body: [UInt8], limits: Limits) throws(Problem) {
    var fields = try FieldReader(body: body)
    let shelves = fields.objects("shelves", atMost: limits.shelves) { fields in
      HomeQuery.Shelf(fields.text("name", atMost: 200), fields.query(limits: limits))
    }
    query = HomeQuery(shelves: shelves)
    deadlineMilliseconds = fields.integer("deadline_ms", in: 1...limits.deadlineMilliseconds)
    subject = fields.string("subject", atMost: 200)
    model = fields.string("model")
    try fields.finish()
  }

  /// Reads a body that comes from a file.
  ///
  /// - Throws: ``BodyError`` with every fault.
  public init(json body: [UInt8]) throws {
    do {
      try self.init(body: body, limits: Limits())
    } catch {
      throw BodyError(problem: error)
    }
  }
}

/// What is wrong with a body that did not come over HTTP.
public struct BodyError: Error, CustomStringConvertible {
  let problem: Problem

  /// The faults, one after the other, each with the place it is at.
  public var description: String {
    problem.faults.isEmpty
      ? problem.detail
      : problem.faults.map { "\($0.pointer.isEmpty ? "the whole" : $0.pointer): \($0.reason)" }.joined(separator: "; ")
  }
}

extension FieldReader {
  /// An array of objects, at least one, each read by `read`.
  mutating func objects<Element>(
    _ name: String, atMost limit: Int, _ read: (inout FieldReader) -> Element
  ) -> [Element] {
    elements(name, atMost: limit, isRequired: true, of: "objects").compactMap { index, value in
      guard case .object(let fields) = value else {
        fault("/\(name)/\(index)", "expected an object, found \(value.noun)")
        return nil
      }
      return object(fields, at: "/\(name)/\(index)", read)
    }
  }

  /// A text that must be there.
  mutating func text(_ name: String, atMost limit: Int) -> String {
    guard let text = string(name) else {
      fault("/\(name)", "missing; give it a text")
      return ""
    }
    if text.count > limit { fault("/\(name)", "\(text.count) characters; at most \(limit) are allowed") }
    return text
  }
}
