import Embeddings
import Foundation
import Hummingbird
import NIOCore
import Similarity

// What the model knows of items.
extension Routes {
  // MARK: GET /v1/items?find=TEXT

  @Sendable func find(_ request: Request, _: CallContext) async throws -> Response {
    let engine = try engine()
    let query = try ItemSearch(request.uri.queryParameters.map { (String($0.key), String($0.value)) }, limits: limits)
    // Every name is looked at: that is work for a worker.
    return try await lanes.run(try lane(of: request)) {
      Self.ok(
        query.json(of: engine.find(query.text, kinds: query.kinds, limit: query.limit), model: engine.model.version))
    }
  }

  // MARK: GET /v1/map?limit=N

  @Sendable func map(_ request: Request, _: CallContext) async throws -> Response {
    let engine = try engine()
    var limit = min(5_000, limits.mapTracks)
    for (name, value) in request.uri.queryParameters {
      guard name == "limit" else {
        let problem = "unknown parameter" + Suggestion.clause(for: String(name), among: ["limit"])
        throw Problem(faults: [Problem.Fault(pointer: "/\(clipped(String(name)))", reason: problem)], of: 1)
      }
      guard let number = Int(value), (1...limits.mapTracks).contains(number) else {
        let problem = "expected a whole number from 1 to \(limits.mapTracks)"
        throw Problem(faults: [Problem.Fault(pointer: "/limit", reason: problem)], of: 1)
      }
      limit = number
    }
    return Self.ok(try await maps.json(of: engine, limit: limit, in: lanes))
  }

  // MARK: GET /v1/items/{id}

  @Sendable func item(_: Request, _ context: CallContext) async throws -> Response {
    let engine = try engine()
    let written = try context.parameters.require("id")
    guard let text = written.removingPercentEncoding else {
      throw Problem(.invalidID, "'\(clipped(written))' is not percent-encoded UTF-8")
    }
    guard let id = ItemID(text) else { throw Problem(.invalidID, ItemID.fault(in: clipped(text))) }
    guard let details = engine.item(id) else {
      throw Problem(.unknownItem, "model '\(engine.model.version)' has no '\(clipped(id.description))'")
    }
    return Self.ok(details.json(model: engine.model.version))
  }
}

/// The query of `GET /v1/items`.
struct ItemSearch: Equatable {
  /// The words to look for.
  let text: String
  /// The kinds to look among.
  let kinds: [ItemKind]
  /// How many items are wanted at most.
  let limit: Int

  /// Reads the parameters of a query, each named once but for `kind`.
  ///
  /// - Throws: a ``Problem`` with every fault; the pointers name the parameters.
  init(_ parameters: [(name: String, value: String)], limits: Limits) throws(Problem) {
    var faults: [Problem.Fault] = []
    func fault(_ name: String, _ reason: String) {
      faults.append(Problem.Fault(pointer: "/\(clipped(name))", reason: reason))
    }
    var text = ""
    var kinds: [ItemKind] = []
    var limit = 20
    var seen: Set<String> = []
    for (name, value) in parameters {
      if !seen.insert(name).inserted, name != "kind" { fault(name, "given twice") }
      switch name {
      case "find":
        text = value
        if value.count > limits.findCharacters {
          fault(name, "\(value.count) characters; at most \(limits.findCharacters) are allowed")
        }
      case "kind":
        if let kind = ItemKind(rawValue: value) {
          kinds.append(kind)
        } else {
          let words = ItemKind.allCases.map(\.rawValue)
          fault(
            name,
            "'\(clipped(value))' is none of \(words.joined(separator: ", "))"
              + Suggestion.clause(for: value, among: words))
        }
      case "limit":
        if let number = Int(value), (1...limits.count).contains(number) {
          limit = number
        } else {
          fault(name, "expected a whole number from 1 to \(limits.count)")
        }
      default: fault(name, "unknown parameter" + Suggestion.clause(for: name, among: ["find", "kind", "limit"]))
      }
    }
    if !text.contains(where: { !$0.isWhitespace }) { fault("find", "missing; give it a word to look for") }
    guard faults.isEmpty else { throw Problem(faults: Array(faults.prefix(Problem.maximumFaults)), of: faults.count) }
    self.text = text
    self.kinds = kinds.isEmpty ? ItemKind.allCases : kinds
    self.limit = limit
  }

  /// The body of the answer.
  func json(of items: [ItemDetails], model: String) -> ByteBuffer {
    JSONWriter.object(capacity: 256 + 192 * items.count) { json in
      json.field("items", array: items) { json, item in
        json.object {
          $0.field("id", item.id.description)
          $0.field("name", item.name)
          $0.field("by", item.by)
          $0.field("support", item.support)
        }
      }
      json.field("returned", items.count)
      json.field("answer") { $0.field("model", model) }
    }
  }
}
