import NIOCore

/// A JSON schema (2020-12), as far as the service's bodies need one.
indirect enum Schema {
  case string(maxLength: Int? = nil, pattern: String? = nil)
  case choice([String])
  case integer(ClosedRange<Int>? = nil)
  case number(ClosedRange<Double>? = nil)
  case boolean
  case array(Schema, ClosedRange<Int>? = nil)
  /// What an answer has; later releases may add fields.
  case object([Property])
  /// What a request may have, and nothing else: of the fields in `oneOf` there must be one if any are named, and a field that
  /// need not be there may be null.
  case body([Property], oneOf: [String] = [])
  case named(String)
  case either([Schema])
  case null

  /// The schema or `null`.
  static func nullable(_ schema: Schema) -> Schema { .either([schema, .null]) }

  /// The id of an item of some kinds.
  static func id(_ kinds: String = "track|album|artist|playlist") -> Schema { .string(pattern: "^(\(kinds)):.") }

  /// A field of an object.
  struct Property {
    let name: String
    let schema: Schema
    let note: String
    var isRequired = false

    static func required(_ name: String, _ schema: Schema, _ note: String) -> Property {
      Property(name: name, schema: schema, note: note, isRequired: true)
    }

    static func optional(_ name: String, _ schema: Schema, _ note: String) -> Property {
      Property(name: name, schema: schema, note: note)
    }
  }

  func write(to json: inout JSONWriter, note: String? = nil) {
    json.object { json in
      if let note, !note.isEmpty { json.field("description", note) }
      switch self {
      case .string(let limit, let pattern):
        json.field("type", "string")
        if let limit { json.field("maxLength", limit) }
        if let pattern { json.field("pattern", pattern) }
      case .choice(let words):
        json.field("type", "string")
        json.field("enum", array: words) { $0.value($1) }
      case .integer(let range):
        json.field("type", "integer")
        if let range {
          json.field("minimum", range.lowerBound)
          json.field("maximum", range.upperBound)
        }
      case .number(let range):
        json.field("type", "number")
        if let range {
          json.field("minimum", range.lowerBound)
          json.field("maximum", range.upperBound)
        }
      case .boolean: json.field("type", "boolean")
      case .array(let element, let range):
        json.field("type", "array")
        json.name("items")
        element.write(to: &json)
        if let range {
          json.field("minItems", range.lowerBound)
          json.field("maxItems", range.upperBound)
        }
      case .object(let properties): Self.write(properties, isClosed: false, to: &json)
      case .body(let properties, let choices):
        Self.write(properties, isClosed: true, to: &json)
        json.field("additionalProperties", false)
        if !choices.isEmpty {
          json.field("anyOf", array: properties.filter { choices.contains($0.name) }) { json, property in
            json.object { json in
              json.field("required", array: [property.name]) { $0.value($1) }
              json.field("properties") { json in
                json.name(property.name)
                property.schema.write(to: &json)
              }
            }
          }
        }
      case .named(let name): json.field("$ref", "#/components/schemas/\(name)")
      case .either(let schemas):
        json.field("anyOf", array: schemas) { $1.write(to: &$0) }
      case .null: json.field("type", "null")
      }
    }
  }

  private static func write(_ properties: [Property], isClosed: Bool, to json: inout JSONWriter) {
    json.field("type", "object")
    json.field("properties") { json in
      for property in properties {
        json.name(property.name)
        let schema = isClosed && !property.isRequired ? .nullable(property.schema) : property.schema
        schema.write(to: &json, note: property.note)
      }
    }
    let required = properties.filter(\.isRequired).map(\.name)
    if !required.isEmpty { json.field("required", array: required) { $0.value($1) } }
  }
}

/// What is told of the service to programs that make clients: `GET /openapi.json`, OpenAPI 3.1.
///
/// The limits in it are those of the service that tells them.
struct OpenAPI {
  let limits: Limits
  /// How many numbers a listener's vector has; nil where no model has been loaded.
  var dimension: Int?

  /// One path with its one method.
  struct Operation {
    let method: String
    let path: String
    let id: String
    let summary: String
    /// The name of the body's schema.
    var body: String?
    /// Names, schemas and notes of what stands in the path or the query.
    var parameters: [(name: String, place: String, schema: Schema, note: String, isRequired: Bool)] = []
    /// Whether it waits in a lane.
    var hasLane = true
    /// The name of the answer's schema; nil for text.
    var answer: String?
    /// What text the answer is where it has no schema.
    var textType = "text/plain"
    /// The problems there may be, by status.
    var problems: [Int] = []
  }

  /// The document.
  var json: ByteBuffer {
    JSONWriter.object(capacity: 32_768) { json in
      json.field("openapi", "3.1.0")
      json.field("info") {
        $0.field("title", "w2v")
        $0.field("version", "1")
        $0.field("description", "A bunch of songs in, similar tracks, albums, artists or playlists out.")
      }
      json.field("paths") { json in
        for operation in operations {
          json.name(operation.path)
          json.object { json in
            json.name(operation.method)
            write(operation, to: &json)
          }
        }
      }
      json.field("components") { json in
        json.field("schemas") { json in
          for (name, schema) in schemas {
            json.name(name)
            schema.write(to: &json)
          }
        }
        json.field("securitySchemes") { json in
          json.field("key") {
            $0.field("type", "http")
            $0.field("scheme", "bearer")
          }
        }
      }
      json.field("security", array: [false, true]) { json, isKeyed in
        json.object { if isKeyed { $0.field("key", array: [String]()) { $0.value($1) } } }
      }
    }
  }

  private func write(_ operation: Operation, to json: inout JSONWriter) {
    json.object { json in
      json.field("operationId", operation.id)
      json.field("summary", operation.summary)
      var parameters = operation.parameters
      if operation.hasLane {
        parameters.append(
          ("X-Lane", "header", .choice(Lane.allCases.map(\.description)), "How urgent it is.", false))
      }
      if !parameters.isEmpty {
        json.field("parameters", array: parameters) { json, parameter in
          json.object { json in
            json.field("name", parameter.name)
            json.field("in", parameter.place)
            json.field("description", parameter.note)
            json.field("required", parameter.isRequired)
            json.name("schema")
            parameter.schema.write(to: &json)
          }
        }
      }
      if let body = operation.body {
        json.field("requestBody") { json in
          json.field("required", true)
          json.field("content") { json in
            json.field("application/json") { json in
              json.name("schema")
              Schema.named(body).write(to: &json)
            }
          }
        }
      }
      json.field("responses") { json in
        json.field("200") { json in
          json.field("description", "The answer.")
          json.field("content") { json in
            json.field(operation.answer == nil ? operation.textType : "application/json") { json in
              json.name("schema")
              (operation.answer.map(Schema.named) ?? .string()).write(to: &json)
            }
          }
        }
        for status in operation.problems {
          json.field("\(status)") { json in
            json.field("description", "A problem.")
            json.field("content") { json in
              json.field("application/problem+json") { json in
                json.name("schema")
                Schema.named("Problem").write(to: &json)
              }
            }
          }
        }
      }
    }
  }
}
