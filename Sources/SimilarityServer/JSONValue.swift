/// A JSON value as it was written in a request.
enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  /// Fields in the order written; the parser refuses a name that appears twice.
  case object([Field])

  /// One field of an object.
  struct Field: Sendable, Equatable {
    let name: String
    let value: JSONValue
  }

  /// What to call a value in a sentence: "a number".
  var noun: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
