import Hummingbird
import Similarity

/// A request that gets no answer, as the caller is told: a problem document of RFC 9457.
///
/// `type` is a slug that never changes its meaning; `detail` is a sentence for people and may change.
struct Problem: Error, Equatable {
  /// What kind of problem it is.
  let kind: Kind
  /// What is wrong this time, and what to do about it.
  let detail: String
  /// Every fault of the request's body, by place.
  var faults: [Fault] = []
  /// The seeds that were asked for, when none of them is known.
  var unknownSeeds: [ItemID]?
  /// The methods that the path does have, for `Allow`.
  var allowed: [HTTPRequest.Method] = []

  /// When the same request may succeed: seconds, for `Retry-After`.
  var retryAfter = 1

  /// One fault of a body.
  struct Fault: Equatable, Sendable {
    /// Where: a JSON pointer (RFC 6901), empty for the whole body.
    let pointer: String
    /// What is wrong there.
    let reason: String
  }

  /// The kinds of problem; the raw value is the slug.
  enum Kind: String, CaseIterable, Sendable {
    case malformedJSON = "malformed-json"
    case invalidRequest = "invalid-request"
    case invalidID = "invalid-id"
    case noSuchPath = "no-such-path"
    case unknownItem = "unknown-item"
    case unknownSeeds = "unknown-seeds"
    case unknownModel = "unknown-model"
    case unauthorized
    case forbidden
    case overQuota = "over-quota"
    case methodNotAllowed = "method-not-allowed"
    case modelNotServed = "model-not-served"
    case foreignSpace = "foreign-space"
    case gateRefused = "gate-refused"
    case modelRefused = "model-refused"
    case bodyTooLarge = "body-too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case internalError = "internal-error"
    case notReady = "not-ready"
    case levelNotAccepted = "level-not-accepted"
    case overloaded = "overloaded"

    /// The status of the response.
    var status: HTTPResponse.Status {
      switch self {
      case .malformedJSON, .invalidRequest, .invalidID: .badRequest
      case .noSuchPath, .unknownItem, .unknownSeeds, .unknownModel: .notFound
      case .unauthorized: .unauthorized
      case .forbidden: .forbidden
      case .overQuota: .tooManyRequests
      case .methodNotAllowed: .methodNotAllowed
      case .modelNotServed, .foreignSpace, .gateRefused, .modelRefused: .conflict
      case .bodyTooLarge: .contentTooLarge
      case .unsupportedMediaType: .unsupportedMediaType
      case .internalError: .internalServerError
      case .notReady, .overloaded, .levelNotAccepted: .serviceUnavailable
      }
    }

    /// The same words for every problem of the kind.
    var title: String {
      switch self {
      case .malformedJSON: "The body is not JSON"
      case .invalidRequest: "The request has faults"
      case .invalidID: "Not an item's id"
      case .noSuchPath: "No such path"
      case .unknownItem: "The model has no such item"
      case .unknownSeeds: "The model knows none of the seeds"
      case .unknownModel: "There is no such model"
      case .unauthorized: "The request has no key"
      case .forbidden: "The key is of another role"
      case .overQuota: "The key has used up its requests"
      case .methodNotAllowed: "The path does not have this method"
      case .modelNotServed: "Another model is being served"
      case .foreignSpace: "The vector is of another space"
      case .gateRefused: "A gate has refused the model"
      case .modelRefused: "The model cannot be served"
      case .bodyTooLarge: "The body is too large"
      case .unsupportedMediaType: "The body is not declared as JSON"
      case .internalError: "The server failed"
      case .notReady: "The server is not ready"
      case .overloaded: "The server is full"
      case .levelNotAccepted: "The answer would be of a lower level than is accepted"
      }
    }

    /// Whether the same request may succeed a moment later.
    var isPassing: Bool {
      switch self {
      case .notReady, .overloaded, .levelNotAccepted, .overQuota: true
      default: false
      }
    }
  }

  /// The most faults that are listed one by one.
  static let maximumFaults = 100

  /// A problem of a kind.
  init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }

  /// The problem with a body that is JSON and has `count` faults, of which some are listed.
  init(faults: [Fault], of count: Int) {
    let listed = count > faults.count ? ", the first \(faults.count) are listed" : ""
    self.init(.invalidRequest, (count == 1 ? "1 fault" : "\(count) faults") + listed)
    self.faults = faults
  }

  /// The problem as a response; `instance` is the request's id.
  func response(requestID: String) -> Response {
    Response(status: kind.status, headers: headers, body: ResponseBody(byteBuffer: body(requestID: requestID)))
  }

  /// The header fields of a response that is the problem.
  var headers: HTTPFields {
    var headers: HTTPFields = [.contentType: "application/problem+json"]
    if kind.isPassing { headers[.retryAfter] = "\(retryAfter)" }
    if kind == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    if kind == .methodNotAllowed { headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ") }
    return headers
  }

  /// The problem as the body of a response.
  func body(requestID: String) -> ByteBuffer {
    JSONWriter.object { json in
      write(to: &json)
      json.field("instance", requestID)
    }
  }

  /// The fields of the problem, but for the request it came from.
  func write(to json: inout JSONWriter) {
    json.field("type", kind.rawValue)
    json.field("title", kind.title)
    json.field("status", kind.status.code)
    json.field("detail", detail)
    if !faults.isEmpty {
      json.field("errors", array: faults) { json, fault in
        json.object {
          $0.field("pointer", fault.pointer)
          $0.field("reason", fault.reason)
        }
      }
    }
    if let unknownSeeds { json.field("unknown_seeds", array: unknownSeeds) { $0.value($1.description) } }
  }
}
